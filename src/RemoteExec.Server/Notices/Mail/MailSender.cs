using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using RemoteExec.Fleet.Notices;
using RemoteExec.Server.Settings;

namespace RemoteExec.Server.Notices.Mail;

/// <summary>Hands one mail to the mail server, and says what came of it.</summary>
internal sealed class MailSender(TimeProvider time)
{
    private const string ConnectStage = "connecting";

    /// <summary>One conversation. Every step of it has the time that the settings give.</summary>
    internal async Task<DeliveryOutcome> SendAsync(SmtpSettings smtp, MimeMessage message, CancellationToken cancellation)
    {
        if (smtp.Host is not { } host)
        {
            return new DeliveryOutcome.Later("no mail server is set; see \"remoteexec settings set smtp.host=…\"");
        }

        string? seen = null;
        var stage = ConnectStage;
        using var client = new SmtpClient { Timeout = (int)smtp.Timeout.TotalMilliseconds, CheckCertificateRevocation = false };
        client.ServerCertificateValidationCallback = (_, certificate, _, errors) =>
        {
            seen = certificate is null ? null : $"SHA256:{Convert.ToBase64String(SHA256.HashData(certificate.GetRawCertData())).TrimEnd('=')}";
            return errors == SslPolicyErrors.None || (smtp.Fingerprint is not null && smtp.Fingerprint == seen);
        };
        try
        {
            await StepAsync(smtp, cancel => client.ConnectAsync(host, smtp.Port, Protection(smtp.Security), cancel), cancellation).ConfigureAwait(false);
            if (smtp.User is { } user)
            {
                stage = "signing in";
                await StepAsync(smtp, cancel => client.AuthenticateAsync(user, smtp.Password ?? "", cancel), cancellation).ConfigureAwait(false);
            }

            stage = "sending";
            await StepAsync(smtp, cancel => client.SendAsync(message, cancel), cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            return Explain(e, smtp, stage, seen);
        }

        try
        {
            await StepAsync(smtp, cancel => client.DisconnectAsync(quit: true, cancel), cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ProtocolException or CommandException or SocketException or OperationCanceledException)
        {
            // It was taken; how the goodbye went changes nothing.
        }

        return new DeliveryOutcome.Taken();
    }

    private async Task StepAsync(SmtpSettings smtp, Func<CancellationToken, Task> step, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(smtp.Timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        await step(both.Token).ConfigureAwait(false);
    }

    private static SecureSocketOptions Protection(SmtpSecurity security) => security switch
    {
        SmtpSecurity.None => SecureSocketOptions.None,
        SmtpSecurity.Tls => SecureSocketOptions.SslOnConnect,
        _ => SecureSocketOptions.StartTls,
    };

    private static DeliveryOutcome Explain(Exception failure, SmtpSettings smtp, string stage, string? seen) => failure switch
    {
        // Words of the settings, not of this mail: others would fail alike, and whoever mends them wants these delivered.
        AuthenticationException => new DeliveryOutcome.Later($"{smtp} refused the user and password"),
        SslHandshakeException when seen is not null => new DeliveryOutcome.Later($"nobody known vouches for the certificate of {smtp}; if it is yours, set smtp.fingerprint to {seen}"),
        SslHandshakeException => new DeliveryOutcome.Later($"no protected connection with {smtp} came about; see smtp.security"),
        SmtpCommandException { StatusCode: SmtpStatusCode.ServiceNotAvailable } busy => new DeliveryOutcome.Later(Said(smtp, busy)),
        SmtpCommandException refused when (int)refused.StatusCode >= 500 => new DeliveryOutcome.Never(Said(smtp, refused)),
        SmtpCommandException later => new DeliveryOutcome.Later(Said(smtp, later), OnlyThis: true),
        NotSupportedException when stage == ConnectStage => new DeliveryOutcome.Later($"{smtp} offers no STARTTLS; see smtp.security"),
        NotSupportedException => new DeliveryOutcome.Later($"{smtp} cannot do what {stage} needs", OnlyThis: true),
        OperationCanceledException or TimeoutException => new DeliveryOutcome.Later($"{smtp} did not answer within {smtp.Timeout.TotalSeconds:0} s while {stage}"),
        SocketException unreachable => new DeliveryOutcome.Later($"{smtp} cannot be reached: {unreachable.Message}"),
        IOException or ProtocolException or ServiceNotConnectedException => new DeliveryOutcome.Later($"{smtp} broke off while {stage}"),
        _ => new DeliveryOutcome.Later($"{stage} failed ({failure.GetType().Name})", OnlyThis: true),
    };

    private static string Said(SmtpSettings smtp, SmtpCommandException refusal) => $"{smtp} said {(int)refusal.StatusCode} {Escaped.Text(refusal.Message)}";
}
