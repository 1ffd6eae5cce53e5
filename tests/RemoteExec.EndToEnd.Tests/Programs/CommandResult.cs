using System.Text.Json;

namespace RemoteExec.EndToEnd.Tests.Programs;

/// <summary>What a finished command left.</summary>
internal sealed record CommandResult(int ExitCode, string Output, string Errors)
{
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    public override string ToString() => $"exit {ExitCode}\n--- stdout\n{Output}\n--- stderr\n{Errors}";
}
