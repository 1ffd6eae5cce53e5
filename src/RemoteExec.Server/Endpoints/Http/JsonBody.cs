using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using RemoteExec.Api;
using RemoteExec.Server.Settings;

namespace RemoteExec.Server.Endpoints.Http;

/// <summary>Reads a request's body and says which field is wrong when it is.</summary>
internal static partial class JsonBody
{
    // A field nobody knows is a typo: silently ignoring "delai" would start a program at once.
    private static readonly JsonSerializerOptions Strict = MakeStrict();

    /// <summary>Reads <typeparamref name="T"/>; exactly one of value and refusal comes back.</summary>
    internal static async Task<(T? Value, IResult? Refusal)> ReadAsync<T>(HttpContext context)
        where T : class
    {
        var (bytes, refusal) = await ReadBytesAsync(context).ConfigureAwait(false);
        return bytes is null ? (null, refusal) : Parse<T>(bytes);
    }

    /// <summary>The body as it came; the server's limit on its size holds.</summary>
    internal static async Task<(byte[]? Bytes, IResult? Refusal)> ReadBytesAsync(HttpContext context)
    {
        if (!context.Request.HasJsonContentType())
        {
            return (null, Problems.Of(StatusCodes.Status415UnsupportedMediaType, "unsupported-media-type", "Send the body as application/json."));
        }

        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted).ConfigureAwait(false);
        return (buffer.ToArray(), null);
    }

    /// <summary>Makes <typeparamref name="T"/> of a body.</summary>
    internal static (T? Value, IResult? Refusal) Parse<T>(ReadOnlySpan<byte> body)
        where T : class
    {
        try
        {
            var value = JsonSerializer.Deserialize(body, (JsonTypeInfo<T>)Strict.GetTypeInfo(typeof(T)));
            return value is null ? (null, Problems.Invalid("The body", "must be a JSON object")) : (value, null);
        }
        catch (JsonException exception)
        {
            var (field, sentence) = Explain(exception);
            return (null, Problems.Invalid(field, sentence));
        }
    }

    private static JsonSerializerOptions MakeStrict()
    {
        var strict = new JsonSerializerOptions(ApiJson.Default.Options)
        {
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            NumberHandling = JsonNumberHandling.Strict,
            AllowDuplicateProperties = false,
            MaxDepth = 16,
        };
        strict.MakeReadOnly();
        return strict;
    }

    // The serializer's messages name our types; only the names in quotes and the path are for the caller.
    private static (string Field, string Sentence) Explain(JsonException exception)
    {
        var field = exception.Path is { Length: > 2 } path ? Escaped.Text(path[2..], 128) : "The body";
        var message = exception.Message;
        if (message.Contains("could not be mapped", StringComparison.Ordinal))
        {
            var name = Quoted().Match(message) is { Success: true } match ? Escaped.Text(match.Groups[1].Value, 64) : "";
            return (field.EndsWith(name, StringComparison.Ordinal) ? field : $"{field}.{name}", "is not a field of this request; /scalar lists them");
        }

        if (message.Contains("missing required", StringComparison.Ordinal))
        {
            return (field, $"must have {string.Join(" and ", Quoted().Matches(message).Skip(1).Select(match => match.Groups[1].Value))}");
        }

        if (message.Contains("uplicate", StringComparison.Ordinal))
        {
            return (field, "is given twice");
        }

        return field == "The body"
            ? (field, $"is not a valid JSON object (line {exception.LineNumber.GetValueOrDefault() + 1}, byte {exception.BytePositionInLine.GetValueOrDefault()})")
            : (field, "is of the wrong type");
    }

    [GeneratedRegex("'([^']*)'")]
    private static partial Regex Quoted();
}
