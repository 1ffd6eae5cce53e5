using System.CommandLine;
using RemoteExec.Cli.CommandLine;
using RemoteExec.Cli.Configuring;

namespace RemoteExec.Cli.Commands;

/// <summary><c>settings set KEY=VALUE… [--smtp-password-file F|-] [--webhook-secret-file NAME=F|-]…</c></summary>
internal static class SettingsSetCommand
{
    internal static Command Create(CommandContext context)
    {
        var values = new Argument<string[]>("KEY=VALUE") { Description = "For example retentionDays=60; lists with commas", Arity = ArgumentArity.ZeroOrMore };
        var password = new Option<string?>("--smtp-password-file") { Description = "A file with the mail server's password; - reads it from standard input", HelpName = "F" };
        var secrets = new Option<string[]>("--webhook-secret-file") { Description = "A file with a webhook's secret, again for more; NAME=- reads it from standard input", HelpName = "NAME=F" };
        var command = new Command("set", "Set settings: all of them, or none when one is wrong") { values, password, secrets };
        context.Sets(command, async (parsed, session, cancellation) =>
        {
            var patch = new SettingsPatch();
            var typed = parsed.GetValue(values) ?? [];
            var files = parsed.GetValue(secrets) ?? [];
            Array.ForEach(typed, patch.Set);
            if (parsed.GetValue(password) is { } file)
            {
                patch.SetPassword(SecretInput.Read(file, session.Around.In));
            }
            else if (typed.Length == 0 && files.Length == 0)
            {
                throw new UsageException("Say what to set, for example: remoteexec settings set retentionDays=60");
            }

            long? version = null;
            if (files.Length > 0)
            {
                var now = await session.Client.SettingsAsync(cancellation).ConfigureAwait(false);
                version = now.Version;
                foreach (var pair in files)
                {
                    var equals = pair.IndexOf('=', StringComparison.Ordinal);
                    if (equals < 1)
                    {
                        throw new UsageException($"\"{pair}\" is not NAME=FILE.");
                    }

                    patch.SetWebhookSecret(pair[..equals], SecretInput.Read(pair[(equals + 1)..], session.Around.In), now);
                }
            }

            await session.Client.ChangeSettingsAsync(patch.ToBytes(), version, cancellation).ConfigureAwait(false);
            session.Done("set", string.Join(' ', typed.Select(one => one.Split('=')[0])));
            return ExitCodes.Done;
        });
        return command;
    }
}
