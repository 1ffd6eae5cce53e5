using RemoteExec.Cli.CommandLine;

namespace RemoteExec.Cli.Commands;

/// <summary>Writes what is exported to a file, or to standard output.</summary>
internal static class ExportFiles
{
    /// <summary>Writes.</summary>
    /// <param name="session">Whose standard output and folder.</param>
    /// <param name="output">The file; null: standard output.</param>
    /// <param name="export">Writes it.</param>
    /// <returns>The exit code.</returns>
    internal static async Task<int> WriteAsync(Session session, string? output, Func<Stream, Task> export)
    {
        if (output is null)
        {
            await export(session.Around.Out).ConfigureAwait(false);
            return ExitCodes.Done;
        }

        await WriteAsync(Path.GetFullPath(output, session.Around.CurrentFolder), export).ConfigureAwait(false);
        session.Done("exported", output);
        return ExitCodes.Done;
    }

    // Under another name until it is whole: half of it must not look like all. For its owner alone.
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
