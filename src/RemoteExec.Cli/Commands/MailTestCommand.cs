using System.CommandLine;
using RemoteExec.Api;
using RemoteExec.Cli.CommandLine;

namespace RemoteExec.Cli.Commands;

/// <summary><c>settings mail test ADDRESS</c></summary>
internal static class MailTestCommand
{
    internal static Command Create(CommandContext context)
    {
        var address = new Argument<string>("ADDRESS") { Description = "Whom to write" };
        var command = new Command("test", "Send a test mail now, and say what came of it") { address };
        context.Sets(command, async (parsed, session, cancellation) =>
        {
            var taken = await session.Client.TestMailAsync(parsed.GetRequiredValue(address), cancellation).ConfigureAwait(false);
            if (session.Json)
            {
                session.PrintJson(taken, ApiJson.Default.MailTestResource);
            }
            else
            {
                session.Line($"{taken.Server} has taken a mail for {taken.To}.");
            }

            return ExitCodes.Done;
        });
        return command;
    }
}
