using System.Runtime.InteropServices;
using System.Text.Json;

namespace RemoteExec.Protocol.Messages.Json;

/// <summary>
/// Integers by value: <c>1e3</c> and <c>1000.0</c> are 1000; <c>1.5</c>, <c>1e-30</c> and <c>1e999</c> are none. Exact, because a type with a limited number of digits
/// would round a fraction away.
/// </summary>
internal static class WholeNumber
{
    /// <summary>Beyond it any digit but 0 makes a number that fits no integer, and the arithmetic below cannot overflow.</summary>
    private const int LargestExponent = 1_000_000;

    internal static bool TryRead(ref Utf8JsonReader reader, out long value)
    {
        value = 0;
        return reader.TokenType == JsonTokenType.Number && (reader.TryGetInt64(out value) || TryParse(reader.ValueSpan, out value));
    }

    internal static bool TryRead(JsonElement element, out long value)
    {
        value = 0;
        return element.ValueKind == JsonValueKind.Number
            && (element.TryGetInt64(out value) || TryParse(JsonMarshal.GetRawUtf8Value(element), out value));
    }

    //  [-] digits [. digits] [e [+-] digits]     a number as JSON writes it (RFC 8259 §6)
    private static bool TryParse(ReadOnlySpan<byte> number, out long value)
    {
        var mantissa = number;
        var exponent = 0;
        if (number.IndexOfAny((byte)'e', (byte)'E') is >= 0 and var e)
        {
            mantissa = number[..e];
            exponent = ReadExponent(number[(e + 1)..]);
        }

        var isNegative = mantissa is [(byte)'-', ..];
        var magnitude = ReadMagnitude(isNegative ? mantissa[1..] : mantissa, exponent);
        var fits = magnitude is { } m && m <= (isNegative ? (UInt128)long.MaxValue + 1 : (UInt128)long.MaxValue);
        value = fits ? (long)(isNegative ? -(Int128)magnitude!.Value : (Int128)magnitude!.Value) : 0;
        return fits;
    }

    /// <summary>Null when a digit behind the point is not 0, or the number is far too large.</summary>
    private static UInt128? ReadMagnitude(ReadOnlySpan<byte> digits, int exponent)
    {
        var point = digits.IndexOf((byte)'.');
        var whole = (point < 0 ? digits.Length : point) + (long)exponent;
        var magnitude = UInt128.Zero;
        var place = 0L;
        foreach (var digit in digits)
        {
            if (digit == (byte)'.')
            {
                continue;
            }

            if (place++ >= whole)
            {
                if (digit != (byte)'0')
                {
                    return null;
                }
            }
            else if ((magnitude = (magnitude * 10) + (uint)(digit - '0')) > ulong.MaxValue)
            {
                return null;
            }
        }

        for (; place < whole && magnitude != 0; place++)
        {
            if ((magnitude *= 10) > ulong.MaxValue)
            {
                return null;
            }
        }

        return magnitude;
    }

    private static int ReadExponent(ReadOnlySpan<byte> text)
    {
        var isNegative = text[0] == (byte)'-';
        var exponent = 0;
        foreach (var digit in text[0] is (byte)'-' or (byte)'+' ? text[1..] : text)
        {
            exponent = Math.Min((exponent * 10) + (digit - '0'), LargestExponent);
        }

        return isNegative ? -exponent : exponent;
    }
}
