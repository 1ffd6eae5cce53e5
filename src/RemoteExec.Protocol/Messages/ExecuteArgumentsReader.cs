using System.Text;
using System.Text.Json;

namespace RemoteExec.Protocol.Messages;

/// <summary>Reads <c>arguments</c> of an execute entry: an array of strings, or the one string of legacy peers.</summary>
internal static class ExecuteArgumentsReader
{
    private static readonly string TooMany = $"at most {MessageLimits.MaxArguments} arguments are allowed";

    /// <summary>Null when they were read, else why not; then the reader stands where it began.</summary>
    internal static string? Read(ref Utf8JsonReader reader, out IReadOnlyList<string> arguments)
    {
        var start = reader;
        var refusal = reader.TokenType switch
        {
            JsonTokenType.String => Split(ref reader, out arguments),
            JsonTokenType.StartArray => ReadArray(ref reader, out arguments),
            _ => Refuse("arguments must be an array of strings", out arguments),
        };
        if (refusal is not null)
        {
            reader = start;
        }

        return refusal;
    }

    private static string? Split(ref Utf8JsonReader reader, out IReadOnlyList<string> arguments)
    {
        arguments = CommandLineArguments.Split(reader.GetString()!);
        return arguments.Count > MessageLimits.MaxArguments ? TooMany : arguments.Select(Judge).FirstOrDefault(refusal => refusal is not null);
    }

    private static string? ReadArray(ref Utf8JsonReader reader, out IReadOnlyList<string> arguments)
    {
        var read = new List<string>();
        arguments = read;
        string? refusal = null;
        while (refusal is null && reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.String)
            {
                return "arguments must be strings";
            }

            var argument = reader.GetString()!;
            refusal = read.Count == MessageLimits.MaxArguments ? TooMany : Judge(argument);
            read.Add(argument);
        }

        return refusal;
    }

    private static string? Judge(string argument) =>
        argument.Contains('\0', StringComparison.Ordinal) || Encoding.UTF8.GetByteCount(argument) > MessageLimits.MaxArgumentBytes
            ? "an argument may have at most 4 KiB and no NUL"
            : null;

    private static string Refuse(string refusal, out IReadOnlyList<string> arguments)
    {
        arguments = [];
        return refusal;
    }
}
