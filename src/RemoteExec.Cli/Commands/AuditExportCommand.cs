using System.CommandLine;
using RemoteExec.Cli.CommandLine;

namespace RemoteExec.Cli.Commands;

/// <summary><c>audit export --format csv|json [--output F]</c></summary>
internal static class AuditExportCommand
{
    internal static Command Create(CommandContext context)
    {
        var options = new AuditOptions();
        var format = new Option<string>("--format") { Description = "csv or json", HelpName = "F", Required = true };
        format.AcceptOnlyFromAmong("csv", "json");
        var output = new Option<string?>("--output") { Description = "The file [default: standard output]", HelpName = "FILE" };
        var command = new Command("export", "Write the audit to a file, the oldest first") { format, output };
        options.AddTo(command);
        context.Sets(command, async (parsed, session, cancellation) =>
        {
            var query = options.Query(parsed, ("format", parsed.GetRequiredValue(format)));
            if (parsed.GetValue(output) is not { } path)
            {
                await session.Client.ExportAuditAsync(query, session.Around.Out, cancellation).ConfigureAwait(false);
                return ExitCodes.Done;
            }

            await WriteAsync(Path.GetFullPath(path, session.Around.CurrentFolder), file => session.Client.ExportAuditAsync(query, file, cancellation)).ConfigureAwait(false);
            session.Done("exported", path);
            return ExitCodes.Done;
        });
        return command;
    }

    // Under another name until it is whole: half an audit must not look like one. For its owner alone, as the audit is.
    private static async Task WriteAsync(string path, Func<Stream, Task> write)
    {
        var fresh = $"{path}.{Environment.ProcessId}.new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            await using (var file = new FileStream(fresh, options))
            {
                await write(file).ConfigureAwait(false);
            }

            File.Move(fresh, path, overwrite: true);
        }
        catch
        {
            File.Delete(fresh);
            throw;
        }
    }
}
