using System.Text.Json;
using System.Text.Unicode;

namespace RemoteExec.Protocol.Messages.Json;

/// <summary>
/// The check of the whole text before anything is read from it (docs/protocol.md §2): UTF-8, depth, names that come twice, lone surrogates; also in members that are
/// ignored afterwards, which the serializer alone would let pass. Allocates nothing for packets as our own ends write them.
/// </summary>
internal static class JsonStrictness
{
    private static readonly JsonReaderOptions ReaderOptions = new()
    {
        MaxDepth = MessageLimits.MaxDepth,
        CommentHandling = JsonCommentHandling.Disallow,
        AllowTrailingCommas = false,
    };

    /// <summary>Checks a text.</summary>
    /// <returns>Null when it passes, else what is wrong, without a word of the text.</returns>
    internal static string? FindProblem(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json))
        {
            return "the packet is not valid UTF-8";
        }

        var names = MemberNames.Rent();
        try
        {
            var reader = new Utf8JsonReader(json, ReaderOptions);
            while (reader.Read())
            {
                if (FindProblem(ref reader, json, names) is { } problem)
                {
                    return problem;
                }
            }

            return null;
        }
        catch (JsonException)
        {
            // The reader's own message quotes the text.
            return "the packet is not JSON, or nested deeper than 16 levels";
        }
        catch (InvalidOperationException)
        {
            // What unescaping throws for "\ud800".
            return "a string holds a lone surrogate";
        }
    }

    private static string? FindProblem(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, MemberNames names)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                names.EnterObject();
                return null;
            case JsonTokenType.EndObject:
                names.LeaveObject();
                return null;
            case JsonTokenType.PropertyName:
                var isNew = reader.ValueIsEscaped
                    ? names.TryAdd(reader.GetString()!, json)
                    : names.TryAdd((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length, json);
                return isNew ? null : "a member name comes twice in one object";
            case JsonTokenType.String when reader.ValueIsEscaped:
                _ = reader.GetString();
                return null;
            default:
                return null;
        }
    }
}
