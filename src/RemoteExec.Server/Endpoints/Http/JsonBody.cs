using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;

namespace RemoteExec.Server.Endpoints.Http;

/// <summary>Reads a request's body and says which field is wrong when it is.</summary>
internal static partial class JsonBody
{
    /// <summary>Reads <typeparamref name="T"/>; exactly one of value and refusal comes back.</summary>
    internal static async Task<(T? Value, IResult? Refusal)> ReadAsync<T>(HttpContext context, JsonSerializerOptions contract)
        where T : class
    {
        if (!context.Request.HasJsonContentType())
        {
            return (null, Problems.Of(StatusCodes.Status415UnsupportedMediaType, "unsupported-media-type", "Send the body as application/json."));
        }

        try
        {
            var type = (JsonTypeInfo<T>)Strict(contract).GetTypeInfo(typeof(T));
            var value = await JsonSerializer.DeserializeAsync(context.Request.Body, type, context.RequestAborted).ConfigureAwait(false);
            return value is null ? (null, Problems.Invalid(["The body must be a JSON object."])) : (value, null);
        }
        catch (JsonException exception)
        {
            return (null, Problems.Invalid([Explain(exception)]));
        }
    }

    private static readonly System.Runtime.CompilerServices.ConditionalWeakTable<JsonSerializerOptions, JsonSerializerOptions> StrictForms = [];

    // A field nobody knows is a typo: silently ignoring "delai" would start a program at once.
    private static JsonSerializerOptions Strict(JsonSerializerOptions contract) => StrictForms.GetValue(contract, static options =>
    {
        var strict = new JsonSerializerOptions(options)
        {
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            AllowDuplicateProperties = false,
            RespectNullableAnnotations = true,
            MaxDepth = 16,
        };
        strict.MakeReadOnly();
        return strict;
    });

    private static string Explain(JsonException exception)
    {
        var field = exception.Path is { Length: > 1 } path ? Settings.Escaped.Text(path.TrimStart('$').TrimStart('.'), 128) : "";
        var message = exception.Message;
        if (message.Contains("could not be mapped", StringComparison.Ordinal))
        {
            return $"There is no field {(Quoted().Match(message) is { Success: true } name ? Settings.Escaped.Text(name.Groups[1].Value, 64) : field)}{(field.Length > 0 ? $" (at {field})" : "")}; /scalar lists the fields.";
        }

        if (message.Contains("missing required", StringComparison.Ordinal))
        {
            var missing = string.Join(", ", Quoted().Matches(message).Skip(1).Select(match => match.Groups[1].Value));
            return $"{(field.Length > 0 ? $"{field}: " : "")}{missing} must be given.";
        }

        if (message.Contains("uplicate", StringComparison.Ordinal))
        {
            return $"The field {field} is given twice.";
        }

        return field.Length > 0
            ? $"The field {field} is of the wrong type."
            : $"The body is not valid JSON (line {exception.LineNumber.GetValueOrDefault() + 1}, byte {exception.BytePositionInLine.GetValueOrDefault()}).";
    }

    [GeneratedRegex("'([^']*)'")]
    private static partial Regex Quoted();
}
