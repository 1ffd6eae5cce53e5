using System.Text.Json;

namespace RemoteExec.Protocol.Messages;

/// <summary>The members of an execute entry.</summary>
internal enum ExecuteEntryKey
{
    Unknown,
    Id,
    Name,
    Delay,
    Application,
    Path,
    Arguments,
    Environment,
    WorkingDirectory,
    Timeout,
    At,
    Restart,
    Expected,
    Ready,
    Stop,
    User,
    Limits,
}

/// <summary>Finds a member by comparing bytes.</summary>
internal static class ExecuteEntryKeys
{
    internal static ExecuteEntryKey Find(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("id"u8) ? ExecuteEntryKey.Id
        : reader.ValueTextEquals("name"u8) ? ExecuteEntryKey.Name
        : reader.ValueTextEquals("delay"u8) ? ExecuteEntryKey.Delay
        : reader.ValueTextEquals("application"u8) ? ExecuteEntryKey.Application
        : reader.ValueTextEquals("path"u8) ? ExecuteEntryKey.Path
        : reader.ValueTextEquals("arguments"u8) ? ExecuteEntryKey.Arguments
        : reader.ValueTextEquals("environment"u8) ? ExecuteEntryKey.Environment
        : reader.ValueTextEquals("workingDirectory"u8) ? ExecuteEntryKey.WorkingDirectory
        : reader.ValueTextEquals("timeout"u8) ? ExecuteEntryKey.Timeout
        : reader.ValueTextEquals("at"u8) ? ExecuteEntryKey.At
        : reader.ValueTextEquals("restart"u8) ? ExecuteEntryKey.Restart
        : reader.ValueTextEquals("expected"u8) ? ExecuteEntryKey.Expected
        : reader.ValueTextEquals("ready"u8) ? ExecuteEntryKey.Ready
        : reader.ValueTextEquals("stop"u8) ? ExecuteEntryKey.Stop
        : reader.ValueTextEquals("user"u8) ? ExecuteEntryKey.User
        : reader.ValueTextEquals("limits"u8) ? ExecuteEntryKey.Limits
        : ExecuteEntryKey.Unknown;
}
