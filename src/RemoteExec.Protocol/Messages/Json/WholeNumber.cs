using System.Text.Json;

namespace RemoteExec.Protocol.Messages.Json;

/// <summary>Integers by value: <c>1e3</c> and <c>1000.0</c> are 1000, <c>1e999</c> and <c>1.5</c> are none.</summary>
internal static class WholeNumber
{
    internal static bool TryRead(ref Utf8JsonReader reader, out long value)
    {
        value = 0;
        return reader.TokenType == JsonTokenType.Number
            && (reader.TryGetInt64(out value) || (reader.TryGetDecimal(out var number) && TryConvert(number, out value)));
    }

    internal static bool TryRead(JsonElement element, out long value)
    {
        value = 0;
        return element.ValueKind == JsonValueKind.Number
            && (element.TryGetInt64(out value) || (element.TryGetDecimal(out var number) && TryConvert(number, out value)));
    }

    private static bool TryConvert(decimal number, out long value)
    {
        var whole = decimal.Truncate(number) == number && number is >= long.MinValue and <= long.MaxValue;
        value = whole ? (long)number : 0;
        return whole;
    }
}
