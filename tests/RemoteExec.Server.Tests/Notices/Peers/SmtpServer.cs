using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Threading.Channels;
using RemoteExec.EndToEnd.Tests.Programs;

namespace RemoteExec.Server.Tests.Notices.Peers;

/// <summary>A real SMTP server, in Python, with a certificate that nobody vouches for.</summary>
public sealed class SmtpServer : IAsyncLifetime
{
    internal const string User = "show";
    internal const string Password = "right horse";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Channel<JsonElement> _mails = Channel.CreateUnbounded<JsonElement>();
    private readonly TemporaryFolder _folder = new();
    private readonly bool _isPlain;
    private Process? _process;
    private Task _reading = Task.CompletedTask;

    public SmtpServer()
    {
    }

    private SmtpServer(bool isPlain) => _isPlain = isPlain;

    internal int Port { get; private set; }

    /// <summary>Of its certificate, as the settings want it.</summary>
    internal string Fingerprint { get; private set; } = "";

    /// <summary>One without STARTTLS and without users.</summary>
    internal static async Task<SmtpServer> PlainAsync()
    {
        var server = new SmtpServer(isPlain: true);
        await server.InitializeAsync();
        return server;
    }

    public async ValueTask InitializeAsync()
    {
        // The system's Python: that is the one for which Debian has packages.
        var start = new ProcessStartInfo(File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(Checkout.Root, "tests/RemoteExec.Server.Tests/Notices/Peers/smtp_server.py"));
        if (!_isPlain)
        {
            MakeCertificate();
            string[] options = ["--certificate", _folder.At("certificate.pem"), "--key", _folder.At("key.pem"), "--user", User, "--password", Password];
            Array.ForEach(options, start.ArgumentList.Add);
        }

        _process = Process.Start(start)!;
        var errors = _process.StandardError.ReadToEndAsync();
        var port = await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        Assert.True(port is not null, $"The SMTP server did not start (it needs the package python3-aiosmtpd): {(port is null ? await errors : "")}");
        Port = int.Parse(port!, CultureInfo.InvariantCulture);
        _reading = ReadAsync(_process.StandardOutput);
    }

    /// <summary>The next mail that it took.</summary>
    internal async Task<JsonElement> NextAsync() => await _mails.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    /// <summary>What it has taken and nobody has asked for.</summary>
    internal int Waiting => _mails.Reader.Count;

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.StandardInput.Close();
            using var patience = new CancellationTokenSource(Patience);
            await _process.WaitForExitAsync(patience.Token);
            await _reading;
            _process.Dispose();
        }

        _folder.Dispose();
    }

    private async Task ReadAsync(StreamReader output)
    {
        while (await output.ReadLineAsync() is { } line)
        {
            _mails.Writer.TryWrite(JsonElement.Parse(line));
        }
    }

    private void MakeCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=mail.example.org", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(_folder.At("certificate.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(_folder.At("key.pem"), key.ExportPkcs8PrivateKeyPem());
        Fingerprint = $"SHA256:{Convert.ToBase64String(SHA256.HashData(certificate.RawData)).TrimEnd('=')}";
    }
}
