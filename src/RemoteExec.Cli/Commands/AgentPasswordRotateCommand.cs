using System.CommandLine;
using RemoteExec.Api;
using RemoteExec.Api.Common;
using RemoteExec.Cli.CommandLine;

namespace RemoteExec.Cli.Commands;

/// <summary><c>settings agent-password rotate [--overlap T]</c></summary>
internal static class AgentPasswordRotateCommand
{
    internal static Command Create(CommandContext context)
    {
        var overlap = DurationOption.Create("--overlap", "How long the old password still counts [default: 1h]");
        var command = new Command("rotate", "Make a new agent password and print it, once; machines that have joined need none") { overlap };
        context.Sets(command, async (parsed, session, cancellation) =>
        {
            var made = await session.Client.RotateAgentPasswordAsync(
                parsed.GetValue(overlap) is { } time ? DurationText.Write((long)time.TotalMilliseconds) : null, cancellation).ConfigureAwait(false);
            if (session.Json)
            {
                session.PrintJson(made, ApiJson.Default.AgentPasswordResource);
            }
            else
            {
                session.Line(made.Password);
                session.Say($"The old one counts until {made.OldUntil.ToLocalTime():yyyy-MM-dd HH:mm:ss}.");
            }

            return ExitCodes.Done;
        });
        return command;
    }
}
