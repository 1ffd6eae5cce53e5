using System.CommandLine;
using RemoteExec.Load.Fleet;
using RemoteExec.Load.Wire;
using RemoteExec.Protocol.Cryptography;

namespace RemoteExec.Load.Commands;

/// <summary>Verbs that this program starts itself with: the other end of a measurement, until standard input ends.</summary>
internal static class PeerCommands
{
    internal const string Server = "peer-server";
    internal const string Agents = "peer-agents";
    internal const string Http = "peer-http";

    /// <summary>Accepts connections: raw ones on the first port that it prints, the wire's on the second.</summary>
    internal static Command CreateServer()
    {
        var command = new Command(Server, "Internal.") { Hidden = true };
        command.SetAction(async (_, cancel) =>
        {
            using var identity = SigningKey.Generate();
            var (host, ports) = await LoadHost.StartAsync(new RawServer(new Contender(0)), new MeetingServer(identity));
            await using (host)
            {
                Console.WriteLine($"{ports[0]} {ports[1]}");
                await UntilParentIsGoneAsync(cancel);
            }
        });
        return command;
    }

    /// <summary>A bare HTTP server; it prints its address.</summary>
    internal static Command CreateHttp()
    {
        var command = new Command(Http, "Internal.") { Hidden = true };
        command.SetAction(async (_, cancel) =>
        {
            var (host, address) = await BareHttp.StartAsync();
            await using (host)
            {
                Console.WriteLine(address);
                await UntilParentIsGoneAsync(cancel);
            }
        });
        return command;
    }

    /// <summary>Answers whatever comes on connections that it dials.</summary>
    internal static Command CreateAgents()
    {
        var raw = new Argument<int>("raw");
        var wire = new Argument<int>("wire");
        var connections = new Argument<int>("connections");
        var command = new Command(Agents, "Internal.") { raw, wire, connections };
        command.Hidden = true;
        command.SetAction(async (parsed, cancel) =>
        {
            for (var i = 0; i < parsed.GetValue(connections); i++)
            {
                _ = FailLoudlyAsync(EchoAgents.RawAsync(parsed.GetValue(raw)));
                _ = FailLoudlyAsync(EchoAgents.WireAsync(parsed.GetValue(wire)));
            }

            await UntilParentIsGoneAsync(cancel);
        });
        return command;
    }

    private static async Task FailLoudlyAsync(Task agent)
    {
        try
        {
            await agent;
        }
        catch (Exception exception)
        {
            await Console.Error.WriteLineAsync(exception.ToString());
            Environment.Exit(1);
        }
    }

    private static async Task UntilParentIsGoneAsync(CancellationToken cancel)
    {
        await using var input = Console.OpenStandardInput();
        _ = await input.ReadAsync(new byte[1], cancel);
    }
}
