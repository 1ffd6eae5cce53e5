using System.Text.Json;

namespace RemoteExec.Protocol.Messages;

/// <summary>Reads <c>environment</c> of an execute entry.</summary>
internal static class ExecuteEnvironmentReader
{
    private const string WrongShape = "environment must be an object of at most 128 strings";

    /// <summary>Null when it was read, else why not; then the reader stands where it began.</summary>
    internal static string? Read(ref Utf8JsonReader reader, out IReadOnlyDictionary<string, string>? environment)
    {
        environment = null;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return WrongShape;
        }

        var start = reader;
        var refusal = ReadMembers(ref reader, out var members);
        if (refusal is not null)
        {
            reader = start;
            return refusal;
        }

        environment = members;
        return null;
    }

    private static string? ReadMembers(ref Utf8JsonReader reader, out Dictionary<string, string> members)
    {
        members = new Dictionary<string, string>(StringComparer.Ordinal);
        while (EntryList.NextMember(ref reader))
        {
            var name = reader.GetString()!;
            reader.Read();
            if (members.Count == MessageLimits.MaxArguments)
            {
                return WrongShape;
            }

            if (name.Length == 0 || name.AsSpan().ContainsAny('=', '\0'))
            {
                return "a name in environment may not be empty or hold = or NUL";
            }

            var value = "";
            if (reader.TokenType != JsonTokenType.Null
                && ExecuteEntryReader.ReadText(ref reader, "a value in environment", MessageLimits.MaxEnvironmentValue, out value) is { } refusal)
            {
                return refusal;
            }

            members[name] = value;
        }

        return null;
    }
}
