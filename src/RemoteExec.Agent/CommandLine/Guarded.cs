using System.CommandLine;
using RemoteExec.Agent.Settings;

namespace RemoteExec.Agent.CommandLine;

/// <summary>Runs what a command does, and turns what went wrong into a sentence and an exit code.</summary>
internal static class Guarded
{
    internal static void Sets(Command command, AgentOptions options, Func<ParseResult, AgentSettings, CancellationToken, Task<string?>> act) =>
        command.SetAction(async (parsed, cancel) =>
        {
            if (options.Read(parsed) is not { } settings)
            {
                return ExitCodes.Usage;
            }

            return await RunAsync(parsed, () => act(parsed, settings, cancel)).ConfigureAwait(false);
        });

    /// <summary>For a command that reads its settings in its own way.</summary>
    internal static async Task<int> RunAsync(ParseResult parsed, Func<Task<string?>> act)
    {
        string? refusal;
        try
        {
            refusal = await act().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or PlatformNotSupportedException)
        {
            refusal = e.Message;
        }

        if (refusal is null)
        {
            return ExitCodes.Done;
        }

        Say.Error(parsed, refusal);
        return ExitCodes.Failed;
    }
}
