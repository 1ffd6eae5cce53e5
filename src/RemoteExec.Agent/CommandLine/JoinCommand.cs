using System.CommandLine;
using RemoteExec.Agent.Connection;
using RemoteExec.Agent.Settings;

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

        var (fingerprint, refusal) = await Joining.RunAsync(settings, server, Console.In, cancel).ConfigureAwait(false);
        if (refusal is null)
        {
            Say.Line(parsed, $"Joined {server} ({fingerprint}). Start the agent with: remoteexec-agent run --allow DIR");
        }

        return refusal;
    }
}
