using System.Text;
using System.Text.Json;

namespace RemoteExec.Protocol.Messages;

/// <summary>
/// Reads <c>authenticate</c>: a bare string or an object. Nothing here is of the wrong shape: without a key, whatever is not a string of 1–1,024 bytes is a wrong password
/// (docs/protocol.md §5).
/// </summary>
internal static class AuthenticateReader
{
    internal static AuthenticateMessage Read(ref Utf8JsonReader reader)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var value = document.RootElement;
        if (value.ValueKind != JsonValueKind.Object)
        {
            return new AuthenticateMessage { Password = Password(value), Bare = true };
        }

        return new AuthenticateMessage
        {
            Password = value.TryGetProperty("password"u8, out var password) ? Password(password) : null,
            Key = Text(value, "key"u8),
            Signature = Text(value, "signature"u8),
            Token = value.TryGetProperty("token"u8, out var token) ? Token(token) : null,
        };
    }

    private static string? Password(JsonElement element) =>
        element.ValueKind == JsonValueKind.String
        && element.GetString() is { Length: > 0 } text
        && Encoding.UTF8.GetByteCount(text) <= MessageLimits.MaxPasswordBytes
            ? text
            : null;

    // A token that cannot be read is one that is not known: 104 and not 200, so it is kept as an empty proof.
    private static TokenProof Token(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object && Text(element, "id"u8) is { } id && Text(element, "mac"u8) is { } mac
            ? new TokenProof(id, mac)
            : new TokenProof("", "");

    private static string? Text(JsonElement element, ReadOnlySpan<byte> name) =>
        element.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;
}
