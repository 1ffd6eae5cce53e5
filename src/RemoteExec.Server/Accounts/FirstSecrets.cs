using System.Text;
using RemoteExec.Protocol.Cryptography;
using RemoteExec.Server.Data;
using RemoteExec.Server.Hosting;
using RemoteExec.Storage.Access;

namespace RemoteExec.Server.Accounts;

/// <summary>
/// The two secrets that a server makes for its operator: what agents authenticate with, and a token for this machine's
/// command line. Only hashes are stored; the files are the operator's copies.
/// </summary>
internal sealed class FirstSecrets(DataFolder folder, IAccessStore store, ApiTokens tokens, TimeProvider time, ILogger<FirstSecrets> logger)
{
    /// <summary>Makes what is missing. A password that exists but whose file was taken away is kept: agents have it.</summary>
    internal async Task EnsureAsync(CancellationToken cancellation)
    {
        if (!await store.HasPasswordAsync(cancellation).ConfigureAwait(false))
        {
            await RotateAsync(TimeSpan.Zero, by: null, cancellation).ConfigureAwait(false);
            HostingLog.Made(logger, folder.AgentPassword, "what agents authenticate with");
        }
        else if (!File.Exists(folder.AgentPassword))
        {
            HostingLog.PasswordFileMissing(logger, folder.AgentPassword);
        }

        var held = File.Exists(folder.AdminToken) ? (await File.ReadAllTextAsync(folder.AdminToken, cancellation).ConfigureAwait(false)).Trim() : "";
        if (await tokens.FindAsync(held, cancellation).ConfigureAwait(false) is null)
        {
            var (_, text) = await tokens.CreateAsync("this machine", Roles.Admin, life: null, by: null, cancellation).ConfigureAwait(false);
            SecretFile.Write(folder.AdminToken, Encoding.ASCII.GetBytes(text + "\n"));
            HostingLog.Made(logger, folder.AdminToken, "an API token for the command line on this machine");
        }
    }

    /// <summary>Makes a new password; the earlier one holds for the overlap. The hash is stored before the file changes.</summary>
    /// <returns>The new one.</returns>
    internal async Task<string> RotateAsync(TimeSpan overlap, Caller? by, CancellationToken cancellation)
    {
        var password = Encoding.ASCII.GetBytes(ReadablePassword.Create());
        var now = time.GetUtcNow();
        await store.SetPasswordAsync(PasswordHash.Hash(password), now, now + overlap, by?.Row(now, "agent-password.rotate", "agents"), cancellation).ConfigureAwait(false);
        SecretFile.Write(folder.AgentPassword, [.. password, (byte)'\n']);
        return Encoding.ASCII.GetString(password);
    }
}
