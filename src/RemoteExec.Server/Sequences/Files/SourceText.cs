using System.Buffers;
using System.Text;

namespace RemoteExec.Server.Sequences.Files;

/// <summary>Where something stands: line and column from 1.</summary>
internal readonly record struct Place(int Line, int Column)
{
    internal static readonly Place Start = new(1, 1);
}

/// <summary>The text of a file, and its lines.</summary>
internal sealed class SourceText
{
    private readonly List<(int Start, int Length)> _lines = [];

    internal SourceText(string text)
    {
        // Some editors put it before everything else.
        Text = text is ['\uFEFF', ..] ? text[1..] : text;
        var start = 0;
        while (Text.AsSpan(start).IndexOfAny('\n', '\r') is >= 0 and var length)
        {
            _lines.Add((start, length));
            start += length + (Text.AsSpan(start + length) is ['\r', '\n', ..] ? 2 : 1);
        }

        _lines.Add((start, Text.Length - start));
    }

    internal string Text { get; }

    internal Place End => new(_lines.Count, _lines[^1].Length + 1);

    internal int LineCount => _lines.Count;

    /// <param name="line">From 1.</param>
    internal ReadOnlySpan<char> Line(int line) => Text.AsSpan(_lines[line - 1].Start, _lines[line - 1].Length);

    /// <summary>The nearest place that is within the text, or right behind a line of it.</summary>
    internal Place Within(long line, long column)
    {
        var inside = (int)Math.Clamp(line, 1, _lines.Count);
        return new Place(inside, line > inside ? _lines[^1].Length + 1 : (int)Math.Clamp(column, 1, _lines[inside - 1].Length + 1));
    }

    /// <summary>The character at a place; NUL: there is none.</summary>
    internal char At(Place place) => place.Column <= Line(place.Line).Length ? Line(place.Line)[place.Column - 1] : '\0';

    /// <summary>The first character that may not stand in a file; what YAML does not take, and what one reader takes for the end of a line and another does not.</summary>
    internal (Place Place, string Sentence)? FindForbidden()
    {
        for (var line = 1; line <= _lines.Count; line++)
        {
            var text = Line(line);
            for (var i = 0; i < text.Length; i++)
            {
                var isPair = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
                if (!isPair && IsForbidden(text[i]))
                {
                    return (new Place(line, i + 1), Explain(text[i]));
                }

                i += isPair ? 1 : 0;
            }
        }

        return null;
    }

    /// <summary>Where the first octet is that is not UTF-8; -1: nowhere.</summary>
    internal static int FindInvalid(ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length;)
        {
            if (Rune.DecodeFromUtf8(bytes[i..], out _, out var consumed) != OperationStatus.Done)
            {
                return i;
            }

            i += consumed;
        }

        return -1;
    }

    private static bool IsForbidden(char c) =>
        c is (< ' ' and not '\t') or (>= '\x7F' and <= '\x9F') or '\u2028' or '\u2029' or '\uFEFF' or '\uFFFE' or '\uFFFF' || char.IsSurrogate(c);

    private static string Explain(char c) =>
        c == '\0' ? "the file holds a NUL: it is no text"
        : char.IsSurrogate(c) ? "the file holds half of a character: save it as UTF-8"
        : $"the character U+{(int)c:X4} may not stand in a file; in double quotes write it as \\u{(int)c:x4}";
}
