using System.CommandLine;
using RemoteExec.Agent.Connection;
using RemoteExec.Agent.Enrolment;
using RemoteExec.Agent.Hosting;
using RemoteExec.Agent.Settings;
using RemoteExec.Protocol.Cryptography;
using RemoteExec.Protocol.Sessions;

namespace RemoteExec.Agent.CommandLine;

/// <summary><c>join</c>: meets a server once, is admitted, and remembers it; <c>run</c> then needs neither secret nor server.</summary>
internal static class JoinCommand
{
    internal static Command Create(AgentOptions options)
    {
        var command = new Command("join", "Make this machine known to a server, once, with a join token or the password.");
        options.AddServerTo(command);
        options.AddBasicsTo(command);
        Guarded.Sets(command, options, (parsed, settings, cancel) => JoinAsync(parsed, settings, cancel));
        return command;
    }

    private static async Task<string?> JoinAsync(ParseResult parsed, AgentSettings settings, CancellationToken cancel)
    {
        if (settings is not { Servers: [var server], Plain: false })
        {
            return "name the one server to join: --server HOST:PORT, without --plain.";
        }

        var folder = AgentFolder.Open(settings.DataDirectory);
        using var held = FolderLock.TryTake(folder);
        if (held is null)
        {
            return $"an agent runs on {folder.Path}; stop it first, or choose another folder with --data.";
        }

        var known = KnownServers.Load(folder);
        var credentials = Credentials.Read(settings, folder, Console.In);
        using var identity = credentials.Identity;
        var met = await new Meeting(settings, credentials, TimeProvider.System)
            .TryAsync(server, known.Find(server) is { } before ? before with { Admitted = false } : null, DialectChoice.Start(settings.Dialect, null, plain: false), cancel).ConfigureAwait(false);
        using var transport = met.Transport;
        using var channel = met.Outcome?.Channel;
        if (met.Outcome is not { } outcome)
        {
            return $"{server} was not reached: {met.Problem}.";
        }

        if (channel is null)
        {
            return outcome.End == ClientHandshakeEnd.NotPinned
                ? $"{outcome.Detail}. Compare that fingerprint with the server's endpoints.json, then join with --fingerprint and it, or with --trust-on-first-use."
                : $"{server} did not let this machine in: {outcome.Detail}.";
        }

        var fingerprint = Fingerprint.Of(outcome.ServerKey);
        known.Remember(new KnownServer { Address = server.ToString(), Fingerprint = fingerprint, Dialect = channel.Dialect.ToString(), Admitted = true });
        Say.Line(parsed, $"Joined {server} ({fingerprint}). Start the agent with: remoteexec-agent run --allow DIR");
        return null;
    }
}
