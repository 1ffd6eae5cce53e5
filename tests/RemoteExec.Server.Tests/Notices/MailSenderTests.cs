using System.Net;
using System.Net.Sockets;
using RemoteExec.Fleet.Notices;
using RemoteExec.Server.Notices.Mail;
using RemoteExec.Server.Settings;
using RemoteExec.Server.Tests.Notices.Peers;
using RemoteExec.Storage.Notices;

namespace RemoteExec.Server.Tests.Notices;

/// <summary>Against a real SMTP server, with STARTTLS and users.</summary>
public class MailSenderTests(SmtpServer server) : IClassFixture<SmtpServer>
{
    private const string Id = "0192f0c1a2b3";
    private static readonly DateTimeOffset Noon = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private SmtpSettings Right => new()
    {
        Host = "127.0.0.1",
        Port = server.Port,
        Security = SmtpSecurity.StartTls,
        User = SmtpServer.User,
        Password = SmtpServer.Password,
        From = "show@example.org",
        Fingerprint = server.Fingerprint,
    };

    [Fact]
    public async Task ANotice_Arrives_Protected_SignedIn_AndReadable()
    {
        Assert.IsType<DeliveryOutcome.Taken>(await SendAsync(Right, "crew@example.org", "player on links-ü failed: no such file", new Uri("https://control.example.org/")));

        var mail = await server.NextAsync();
        Assert.True(mail.GetProperty("tls").GetBoolean());
        Assert.Equal(("show@example.org", "crew@example.org", SmtpServer.User), (mail.GetProperty("from").GetString(), mail.GetProperty("to")[0].GetString(), mail.GetProperty("user").GetString()));
        using var text = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(mail.GetProperty("text").GetString()!));
        var read = await MimeKit.MimeMessage.LoadAsync(text, Cancel);
        Assert.Equal("evening-show: player on links-ü failed: no such file", read.Subject);
        Assert.Equal($"{Id}@example.org", read.MessageId);
        Assert.Equal("auto-generated", read.Headers["Auto-Submitted"]);
        Assert.Equal(
            "12:00:00 UTC  player on links-ü failed: no such file\n\nhttps://control.example.org/api/v1/runs/12\n\n-- \nThe sequence evening-show names you behind notify.\n",
            read.TextBody!.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task NothingInANotice_BeginsAHeader()
    {
        Assert.IsType<DeliveryOutcome.Taken>(await SendAsync(Right, "crew@example.org", "a\r\nBcc: thief@example.org\r\n\r\nX: y"));

        var mail = await server.NextAsync();
        Assert.Equal(1, mail.GetProperty("to").GetArrayLength());
        using var text = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(mail.GetProperty("text").GetString()!));
        var read = await MimeKit.MimeMessage.LoadAsync(text, Cancel);
        Assert.Empty(read.Bcc);
        Assert.Null(read.Headers["X"]);
        Assert.Equal("crew@example.org", Assert.Single(read.To.Mailboxes).Address);
    }

    [Fact]
    public async Task AWrongPassword_IsTriedAgain_AndSaidWithoutIt()
    {
        var later = Assert.IsType<DeliveryOutcome.Later>(await SendAsync(Right with { Password = "wrong horse" }, "crew@example.org"));

        Assert.Contains("refused the user and password", later.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("horse", later.Reason, StringComparison.Ordinal);
        Assert.False(later.OnlyThis);
    }

    [Fact]
    public async Task ACertificateThatNobodyVouchesFor_IsRefused_AndSaysWhatToSet()
    {
        var later = Assert.IsType<DeliveryOutcome.Later>(await SendAsync(Right with { Fingerprint = null }, "crew@example.org"));
        Assert.Contains($"set smtp.fingerprint to {server.Fingerprint}", later.Reason, StringComparison.Ordinal);

        var other = "SHA256:" + new string('A', 43);
        Assert.IsType<DeliveryOutcome.Later>(await SendAsync(Right with { Fingerprint = other }, "crew@example.org"));
    }

    [Fact]
    public async Task ARecipientThatIsRefused_IsGivenUp_OneThatIsBusy_IsNot()
    {
        var never = Assert.IsType<DeliveryOutcome.Never>(await SendAsync(Right, "refuse550@example.org"));
        Assert.Contains("550 no such mailbox", never.Reason, StringComparison.Ordinal);

        var later = Assert.IsType<DeliveryOutcome.Later>(await SendAsync(Right, "later451@example.org"));
        Assert.Contains("451 not now", later.Reason, StringComparison.Ordinal);
        Assert.True(later.OnlyThis);
    }

    [Fact]
    public async Task AConnectionThatIsCutInTheMiddleOfTheMail_IsTriedAgain()
    {
        var later = Assert.IsType<DeliveryOutcome.Later>(await SendAsync(Right, "reset@example.org"));

        Assert.Contains("broke off while sending", later.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AServerThatHangs_IsLeft_AndTriedAgain()
    {
        using var mute = new TcpListener(IPAddress.Loopback, 0);
        mute.Start();

        var later = Assert.IsType<DeliveryOutcome.Later>(
            await SendAsync(Right with { Port = ((IPEndPoint)mute.LocalEndpoint).Port, Timeout = TimeSpan.FromSeconds(1) }, "crew@example.org"));

        Assert.Contains("did not answer within 1 s while connecting", later.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NobodyThere_OrNoMailServerAtAll_IsTriedAgain()
    {
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var port = ((IPEndPoint)closed.LocalEndpoint).Port;
        closed.Stop();

        Assert.Contains("cannot be reached", Assert.IsType<DeliveryOutcome.Later>(await SendAsync(Right with { Port = port }, "crew@example.org")).Reason, StringComparison.Ordinal);
        Assert.Contains("no mail server is set", Assert.IsType<DeliveryOutcome.Later>(await SendAsync(new SmtpSettings(), "crew@example.org")).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhereStartTlsIsMissing_NothingIsSent_UnlessNoProtectionIsWanted()
    {
        await using var plain = await SmtpServer.PlainAsync();
        var open = Right with { Port = plain.Port, User = null, Password = null };

        Assert.Contains("offers no STARTTLS", Assert.IsType<DeliveryOutcome.Later>(await SendAsync(open, "crew@example.org")).Reason, StringComparison.Ordinal);
        Assert.Equal(0, plain.Waiting);
        Assert.IsType<DeliveryOutcome.Taken>(await SendAsync(open with { Security = SmtpSecurity.None }, "crew@example.org"));
        Assert.False((await plain.NextAsync()).GetProperty("tls").GetBoolean());
    }

    private static Task<DeliveryOutcome> SendAsync(SmtpSettings smtp, string to, string text = "a failed", Uri? publicUrl = null)
    {
        var content = new NoticeContent(12, "evening-show", [new NoticeItem(NoticeKind.StepFailed, Noon, text)]);
        var notice = new NoticeRow(Id, to, content, new Delivery(NoticeDelivery.Queued, Noon, Noon));
        return new MailSender(TimeProvider.System).SendAsync(smtp, Mails.Of(notice, new NoticeSettings { Smtp = smtp, PublicUrl = publicUrl }), Cancel);
    }
}
