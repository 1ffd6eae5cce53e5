using System.CommandLine;
using RemoteExec.Server.Hosting;
using RemoteExec.Server.Settings;

namespace RemoteExec.Server.CommandLine;

/// <summary><c>remoteexec-server</c> without a command: the server itself.</summary>
internal static class RunAction
{
    internal static void AddTo(RootCommand root, CommonOptions common)
    {
        var listen = new Option<string?>("--listen")
        {
            Description = $"Where agents connect; port 0 takes any free one [default: [::]:{ServerSettings.DefaultAgentPort}]",
            HelpName = "HOST:PORT",
        };
        var http = new Option<string?>("--http")
        {
            Description = $"Where people and programs connect [default: http://127.0.0.1:{ServerSettings.DefaultHttpPort}]",
            HelpName = "URL",
        };
        var postgres = new Option<string?>("--postgres-file")
        {
            Description = "A file with a PostgreSQL connection string (not in this version: it stores in SQLite)",
            HelpName = "FILE",
        };
        var json = new Option<bool>("--json") { Description = "Log one JSON object per line" };
        root.Add(listen);
        root.Add(http);
        root.Add(postgres);
        root.Add(json);

        root.SetAction(async (parsed, cancellation) =>
        {
            (ServerSettings, IReadOnlyList<string>) Read(SettingsLayer? stored) => common.Merge(
                parsed,
                stored,
                (SettingKeys.Listen, parsed.GetValue(listen)),
                (SettingKeys.Http, parsed.GetValue(http)),
                (SettingKeys.PostgresFile, parsed.GetValue(postgres)),
                (SettingKeys.JsonLogs, parsed.GetValue(json) ? "true" : null));

            if (CommonOptions.Accept(parsed, Read(null)) is not { } settings)
            {
                return ExitCodes.Usage;
            }

            // Before the server itself is touched: with too few descriptors its assemblies cannot even be loaded.
            var refusal = DescriptorBudget.FindProblem(DescriptorBudget.ReadLimit())
                ?? await ServerRun.UntilStoppedAsync(settings, Read, common.FilePath(parsed), cancellation).ConfigureAwait(false);
            if (refusal is null)
            {
                return ExitCodes.Done;
            }

            Say.Error(parsed, refusal);
            return ExitCodes.Failed;
        });
    }
}
