using System.CommandLine;
using RemoteExec.Api;
using RemoteExec.Cli.CommandLine;
using RemoteExec.Cli.Configuring;

namespace RemoteExec.Cli.Commands;

/// <summary><c>settings get KEY</c></summary>
internal static class SettingsGetCommand
{
    internal static Command Create(CommandContext context)
    {
        var key = new Argument<string>("KEY") { Description = "For example retentionDays" };
        var command = new Command("get", "Show one setting") { key };
        context.Sets(command, async (parsed, session, cancellation) =>
        {
            var wanted = parsed.GetRequiredValue(key);
            var settings = await session.Client.SettingsAsync(cancellation).ConfigureAwait(false);
            var item = settings.Items.FirstOrDefault(one => string.Equals(one.Name, wanted, StringComparison.OrdinalIgnoreCase))
                ?? throw new UsageException($"There is no setting {wanted}; \"remoteexec settings\" lists them.");
            if (session.Json)
            {
                session.PrintJson(item, ApiJson.Default.SettingResource);
            }
            else
            {
                session.Line(SettingsTable.Value(item));
            }

            return ExitCodes.Done;
        });
        return command;
    }
}
