using System.CommandLine;
using RemoteExec.Api;
using RemoteExec.Cli.CommandLine;

namespace RemoteExec.Cli.Commands;

/// <summary><c>token create [--ttl T]</c></summary>
internal static class TokenCreateCommand
{
    internal static Command Create(CommandContext context)
    {
        var ttl = DurationOption.Create("--ttl", "How long it is good for [default: 1h]");
        var command = new Command("create", "Make a join token: it admits one machine, once") { ttl };
        context.Sets(command, async (parsed, session, cancellation) =>
        {
            var token = await session.Client.CreateJoinTokenAsync(parsed.GetValue(ttl).Seconds(), cancellation).ConfigureAwait(false);
            if (session.Json)
            {
                session.PrintJson(token, ApiJson.Default.JoinTokenResource);
            }
            else
            {
                session.Line(token.Token ?? "");
            }

            return ExitCodes.Done;
        });
        return command;
    }
}
