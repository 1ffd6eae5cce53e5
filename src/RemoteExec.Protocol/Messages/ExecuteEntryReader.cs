using System.Text;
using System.Text.Json;
using RemoteExec.Protocol.Messages.Json;

namespace RemoteExec.Protocol.Messages;

/// <summary>Judges one execute entry: what is wrong refuses that entry with a reason, and nothing else (docs/protocol.md §7).</summary>
internal static class ExecuteEntryReader
{
    internal static ExecuteEntry Read(ExecuteEntryJson json)
    {
        var entry = new ExecuteEntry { Id = ReadId(json.Id) };
        if (entry.Id is null)
        {
            return entry with { Refusal = "the id is missing or not an integer 0…2^53−1 or 1–64 characters of A-Z a-z 0-9 . _ : -" };
        }

        try
        {
            return entry with
            {
                Name = ReadText(json.Name, "name", MessageLimits.MaxText),
                DelayMilliseconds = (int)ReadWhole(json.Delay, "delay", MessageLimits.MaxDelayMilliseconds, 0),
                Application = ReadApplication(json.Application),
                Path = ReadText(json.Path, "path", MessageLimits.MaxPath),
                Arguments = ReadArguments(json.Arguments),
                Environment = ReadEnvironment(json.Environment),
                WorkingDirectory = ExecuteEntryJson.IsPresent(json.WorkingDirectory)
                    ? ReadText(json.WorkingDirectory, "workingDirectory", MessageLimits.MaxPath)
                    : null,
                TimeoutMilliseconds = ExecuteEntryJson.IsPresent(json.Timeout)
                    ? ReadWhole(json.Timeout, "timeout", MessageLimits.MaxIntegerId, 1)
                    : null,
                Refusal = json.HasReserved ? "restart, stop, limits and ready are not supported by this agent" : null,
            };
        }
        catch (EntryRefusedException refused)
        {
            return entry with { Refusal = refused.Message };
        }
    }

    private static WireId? ReadId(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Number when WholeNumber.TryRead(element, out var number) && WireId.TryCreate(number, out var id) => id,
        JsonValueKind.String when WireId.TryCreate(element.GetString(), out var id) => id,
        _ => null,
    };

    private static long ReadWhole(JsonElement element, string name, long max, long min)
    {
        if (!ExecuteEntryJson.IsPresent(element))
        {
            return 0;
        }

        return WholeNumber.TryRead(element, out var value) && value >= min && value <= max
            ? value
            : throw new EntryRefusedException($"{name} must be a whole number of milliseconds {min}…{max}");
    }

    private static string ReadText(JsonElement element, string name, int max)
    {
        if (!ExecuteEntryJson.IsPresent(element))
        {
            return "";
        }

        if (element.ValueKind != JsonValueKind.String || element.GetString() is not { } text || Encoding.UTF8.GetByteCount(text) > max || text.Contains('\0', StringComparison.Ordinal))
        {
            throw new EntryRefusedException($"{name} must be a string of at most {max} bytes without NUL");
        }

        return text;
    }

    private static string ReadApplication(JsonElement element)
    {
        var application = element.ValueKind == JsonValueKind.String ? element.GetString()! : "";
        if (application.Length == 0 || Encoding.UTF8.GetByteCount(application) > MessageLimits.MaxApplication)
        {
            throw new EntryRefusedException("application must be a file name of 1–255 bytes");
        }

        return application is "." or ".." || application.AsSpan().ContainsAny('/', '\\', '\0')
            ? throw new EntryRefusedException("application must be a file name: no separator, no NUL, not . or ..; put its folder in path")
            : application;
    }

    private static IReadOnlyList<string> ReadArguments(JsonElement element)
    {
        if (!ExecuteEntryJson.IsPresent(element))
        {
            return [];
        }

        IReadOnlyList<string> arguments = element.ValueKind switch
        {
            JsonValueKind.String => CommandLineArguments.Split(element.GetString()!),
            JsonValueKind.Array when element.GetArrayLength() > MessageLimits.MaxArguments =>
                throw new EntryRefusedException($"at most {MessageLimits.MaxArguments} arguments are allowed"),
            JsonValueKind.Array => [.. element.EnumerateArray().Select(ReadArgument)],
            _ => throw new EntryRefusedException("arguments must be an array of strings"),
        };
        if (arguments.Count > MessageLimits.MaxArguments)
        {
            throw new EntryRefusedException($"at most {MessageLimits.MaxArguments} arguments are allowed");
        }

        foreach (var argument in arguments)
        {
            if (argument.Contains('\0', StringComparison.Ordinal) || Encoding.UTF8.GetByteCount(argument) > MessageLimits.MaxArgumentBytes)
            {
                throw new EntryRefusedException("an argument may have at most 4 KiB and no NUL");
            }
        }

        return arguments;
    }

    private static string ReadArgument(JsonElement element) =>
        element.ValueKind == JsonValueKind.String ? element.GetString()! : throw new EntryRefusedException("arguments must be strings");

    private static Dictionary<string, string>? ReadEnvironment(JsonElement element)
    {
        if (!ExecuteEntryJson.IsPresent(element))
        {
            return null;
        }

        if (element.ValueKind != JsonValueKind.Object || element.GetPropertyCount() > MessageLimits.MaxArguments)
        {
            throw new EntryRefusedException("environment must be an object of at most 128 strings");
        }

        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in element.EnumerateObject())
        {
            var name = member.Name;
            if (name.Length == 0 || name.AsSpan().ContainsAny('=', '\0'))
            {
                throw new EntryRefusedException("a name in environment may not be empty or hold = or NUL");
            }

            environment[name] = ReadText(member.Value, "a value in environment", MessageLimits.MaxEnvironmentValue);
        }

        return environment;
    }

    /// <summary>Never leaves this file: it carries a reason out of nested readers.</summary>
    private sealed class EntryRefusedException(string reason) : Exception(reason);
}
