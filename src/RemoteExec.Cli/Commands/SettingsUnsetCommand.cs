using System.CommandLine;
using RemoteExec.Cli.CommandLine;
using RemoteExec.Cli.Configuring;

namespace RemoteExec.Cli.Commands;

/// <summary><c>settings unset KEY…</c></summary>
internal static class SettingsUnsetCommand
{
    internal static Command Create(CommandContext context)
    {
        var keys = new Argument<string[]>("KEY") { Description = "For example retentionDays; smtp is everything below it", Arity = ArgumentArity.OneOrMore };
        var command = new Command("unset", "Take settings back: the settings file, or what is built in, holds again") { keys };
        context.Sets(command, async (parsed, session, cancellation) =>
        {
            var patch = new SettingsPatch();
            Array.ForEach(parsed.GetRequiredValue(keys), patch.Unset);
            await session.Client.ChangeSettingsAsync(patch.ToBytes(), null, cancellation).ConfigureAwait(false);
            session.Done("unset", string.Join(' ', parsed.GetRequiredValue(keys)));
            return ExitCodes.Done;
        });
        return command;
    }
}
