using RemoteExec.Agent.Enrolment;
using RemoteExec.Agent.Hosting;
using RemoteExec.Agent.Settings;
using RemoteExec.Protocol.Cryptography;
using RemoteExec.Protocol.Sessions;

namespace RemoteExec.Agent.Connection;

/// <summary>Meets a server once, is admitted, and remembers it; an agent then needs neither secret nor server.</summary>
internal static class Joining
{
    /// <returns>The server's fingerprint, or why this machine was not admitted.</returns>
    internal static async Task<(string Fingerprint, string? Refusal)> RunAsync(AgentSettings settings, ServerAddress server, TextReader standardInput, CancellationToken cancel)
    {
        var folder = AgentFolder.Open(settings.DataDirectory);
        using var held = FolderLock.TryTake(folder);
        if (held is null)
        {
            return ("", $"an agent runs on {folder.Path}; stop it first, or choose another folder with --data.");
        }

        var known = KnownServers.Load(folder);
        var credentials = Credentials.Read(settings, folder, standardInput);
        using var identity = credentials.Identity;
        var met = await new Meeting(settings, credentials, TimeProvider.System)
            .TryAsync(server, known.Find(server) is { } before ? before with { Admitted = false } : null, DialectChoice.Start(settings.Dialect, null, plain: false), cancel).ConfigureAwait(false);
        using var transport = met.Transport;
        using var channel = met.Outcome?.Channel;
        if (met.Outcome is not { } outcome)
        {
            return ("", $"{server} was not reached: {met.Problem}.");
        }

        if (channel is null)
        {
            return ("", outcome.End == ClientHandshakeEnd.NotPinned
                ? $"{outcome.Detail}. Compare that fingerprint with the server's endpoints.json, then join with --fingerprint and it, or with --trust-on-first-use."
                : $"{server} did not let this machine in: {outcome.Detail}.");
        }

        var fingerprint = Fingerprint.Of(outcome.ServerKey);
        known.Remember(new KnownServer { Address = server.ToString(), Fingerprint = fingerprint, Dialect = channel.Dialect.ToString(), Admitted = true });
        return (fingerprint, null);
    }
}
