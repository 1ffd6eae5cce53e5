using System.Text;
using System.Text.Json;
using RemoteExec.Protocol.Messages.Json;
using RemoteExec.Protocol.Messages.Policies;

namespace RemoteExec.Protocol.Messages;

/// <summary>
/// Reads and judges one execute entry: what is wrong with it refuses that entry, with the first reason found, and nothing else (docs/protocol.md §7). Null members count
/// as missing.
/// </summary>
internal static class ExecuteEntryReader
{
    private const string NoId = "the id is missing or not an integer 0…2^53−1 or 1–64 characters of A-Z a-z 0-9 . _ : -";
    private const string NoApplication = "application must be a file name of 1–255 bytes";

    private const string NoInstant = "at must be a whole number of microseconds since 1970, 0…2^53−1";
    private const string TwoTimes = "at and delay both say when it starts: give one of them";

    internal static ExecuteEntry Read(ref Utf8JsonReader reader)
    {
        WireId? id = null;
        string? refusal = null;
        string? application = null;
        var name = "";
        var path = "";
        var delay = 0L;
        IReadOnlyList<string> arguments = [];
        long? at = null;
        Supervision? supervision = null;
        while (EntryList.NextMember(ref reader))
        {
            var key = ExecuteEntryKeys.Find(ref reader);
            reader.Read();
            if (reader.TokenType == JsonTokenType.Null)
            {
                continue;
            }

            switch (key)
            {
                case ExecuteEntryKey.Id:
                    id = ReadId(ref reader);
                    break;
                case ExecuteEntryKey.Name:
                    refusal ??= ReadText(ref reader, "name", MessageLimits.MaxText, out name);
                    break;
                case ExecuteEntryKey.Delay:
                    refusal ??= ReadWhole(ref reader, "delay", MessageLimits.MaxDelayMilliseconds, 0, out delay);
                    break;
                case ExecuteEntryKey.Application:
                    refusal ??= ReadApplication(ref reader, out application);
                    break;
                case ExecuteEntryKey.Path:
                    refusal ??= ReadText(ref reader, "path", MessageLimits.MaxPath, out path);
                    break;
                case ExecuteEntryKey.Arguments:
                    refusal ??= ExecuteArgumentsReader.Read(ref reader, out arguments);
                    break;
                case ExecuteEntryKey.At:
                    refusal ??= ReadInstant(ref reader, out at);
                    break;
                case var _ when SupervisionReader.IsOne(key):
                    refusal ??= SupervisionReader.ReadMember(ref reader, key, ref supervision);
                    break;
            }

            // A reader that refused left its value where it began; one that read it stands on its end.
            reader.Skip();
        }

        refusal = id is null ? NoId : refusal ?? (application is null ? NoApplication : at is not null && delay > 0 ? TwoTimes : supervision?.Policies is { } policies ? PolicyReader.Judge(policies) : null);
        return refusal is not null
            ? new ExecuteEntry { Id = id, Refusal = refusal }
            : new ExecuteEntry
            {
                Id = id,
                Name = name,
                DelayMilliseconds = (int)delay,
                Application = application!,
                Path = path,
                Arguments = arguments,
                Environment = supervision?.Environment,
                WorkingDirectory = supervision?.WorkingDirectory,
                TimeoutMilliseconds = supervision?.TimeoutMilliseconds,
                AtMicroseconds = at,
                Policies = supervision?.Policies,
            };
    }

    /// <summary>Null when it was read, else why not.</summary>
    internal static string? ReadText(ref Utf8JsonReader reader, string name, int max, out string text)
    {
        text = reader.TokenType == JsonTokenType.String ? reader.GetString()! : "";
        return reader.TokenType != JsonTokenType.String || Encoding.UTF8.GetByteCount(text) > max || text.Contains('\0', StringComparison.Ordinal)
            ? $"{name} must be a string of at most {max} bytes without NUL"
            : null;
    }

    private static WireId? ReadId(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.Number when WholeNumber.TryRead(ref reader, out var number) && WireId.TryCreate(number, out var id) => id,
        JsonTokenType.String when WireId.TryCreate(reader.GetString(), out var id) => id,
        _ => null,
    };

    /// <summary>Null when it was read, else why not.</summary>
    internal static string? ReadWhole(ref Utf8JsonReader reader, string name, long max, long min, out long value) =>
        WholeNumber.TryRead(ref reader, out value) && value >= min && value <= max
            ? null
            : $"{name} must be a whole number of milliseconds {min}…{max}";

    private static string? ReadInstant(ref Utf8JsonReader reader, out long? at)
    {
        var isInstant = WholeNumber.TryRead(ref reader, out var value) && value is >= 0 and <= MessageLimits.MaxInstant;
        at = isInstant ? value : null;
        return isInstant ? null : NoInstant;
    }

    private static string? ReadApplication(ref Utf8JsonReader reader, out string? application)
    {
        application = reader.TokenType == JsonTokenType.String ? reader.GetString()! : "";
        if (application.Length == 0 || Encoding.UTF8.GetByteCount(application) > MessageLimits.MaxApplication)
        {
            return NoApplication;
        }

        return application is "." or ".." || application.AsSpan().ContainsAny('/', '\\', '\0')
            ? "application must be a file name: no separator, no NUL, not . or ..; put its folder in path"
            : null;
    }
}
