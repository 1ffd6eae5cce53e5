using System.Text.Json.Serialization;
using RemoteExec.Protocol.Messages.Json;

namespace RemoteExec.Protocol.Messages;

/// <summary>
/// The <c>id</c> of a start: an integer 0…2^53−1, or a string of 1–64 characters of <c>[A-Za-z0-9._:-]</c>. It is echoed as it came, so 7 and "7" are two ids.
/// </summary>
[JsonConverter(typeof(WireIdConverter))]
public readonly record struct WireId
{
    private readonly string? _text;
    private readonly long _number;

    /// <summary>An integer id.</summary>
    /// <param name="number">0…2^53−1.</param>
    /// <exception cref="ArgumentOutOfRangeException">Outside that range.</exception>
    public WireId(long number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, MessageLimits.MaxIntegerId);
        _number = number;
    }

    private WireId(string text) => _text = text;

    /// <summary>The number, or null for a string id.</summary>
    public long? Number => _text is null ? _number : null;

    /// <summary>The string, or null for an integer id.</summary>
    public string? Text => _text;

    /// <summary>Makes an id of a string.</summary>
    /// <param name="text">What a peer or a file says.</param>
    /// <param name="id">The id.</param>
    /// <returns>Whether the string may be an id.</returns>
    public static bool TryCreate(string? text, out WireId id)
    {
        id = default;
        if (text is null or { Length: 0 or > MessageLimits.MaxIdLength } || !text.All(IsAllowed))
        {
            return false;
        }

        id = new WireId(text);
        return true;
    }

    /// <summary>Makes an id of a number.</summary>
    /// <param name="number">Any number.</param>
    /// <param name="id">The id.</param>
    /// <returns>Whether the number may be an id.</returns>
    public static bool TryCreate(long number, out WireId id)
    {
        var allowed = number is >= 0 and <= MessageLimits.MaxIntegerId;
        id = allowed ? new WireId(number) : default;
        return allowed;
    }

    /// <summary>The id as people read it; safe to log.</summary>
    public override string ToString() => _text ?? _number.ToString();

    private static bool IsAllowed(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or ':' or '-';
}
