using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using RemoteExec.Protocol.Messages.Policies;

namespace RemoteExec.Agent.Execution.Readiness;

/// <summary>Looks for a line that matches in one stream of output, fed with bytes as they come. Bytes that are no UTF-8 are matched as U+FFFD.</summary>
internal sealed class LineMatcher
{
    /// <summary>Bytes of a line that are looked at; of a longer one these are matched, and the rest is not.</summary>
    internal const int MostLineBytes = 8_192;

    /// <summary>Longest time for one try at a line.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    /// <summary>Tries for a line. A machine that is busy, or an engine that is compiled as it runs, takes longer than the pattern is to blame for: the first is no proof.</summary>
    internal const int MostTries = 4;

    /// <summary>Lines that may take too long; after them no more are looked at, so that no pattern can hold up everything else.</summary>
    internal const int MostSlowLines = 3;

    private readonly Regex _pattern;
    private readonly byte[] _line = new byte[MostLineBytes];
    private readonly char[] _text = new char[MostLineBytes];
    private int _length;
    private bool _skipping;

    /// <param name="pattern">Of an entry that was not refused.</param>
    /// <exception cref="ArgumentException">It is none that can be used.</exception>
    internal LineMatcher(string pattern)
        : this(ReadyPattern.TryCreate(pattern, Patience, out var regex) ? regex : throw new ArgumentException(ReadyPattern.Sentence, nameof(pattern)))
    {
    }

    internal LineMatcher(Regex pattern) => _pattern = pattern;

    /// <summary>True once a line has matched; nothing more is looked at then.</summary>
    internal bool HasMatched { get; private set; }

    /// <summary>Lines that took too long at every try, and count as lines that do not match.</summary>
    internal int SlowLines { get; private set; }

    /// <summary>True when no more lines are looked at.</summary>
    internal bool IsTooSlow => SlowLines >= MostSlowLines;

    /// <summary>The next bytes of the stream.</summary>
    /// <returns>True when one of its lines has matched, now or before.</returns>
    internal bool Feed(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && !HasMatched && !IsTooSlow)
        {
            var end = bytes.IndexOf((byte)'\n');
            var piece = end < 0 ? bytes : bytes[..end];
            bytes = end < 0 ? [] : bytes[(end + 1)..];
            Take(piece);
            if (end >= 0)
            {
                EndLine();
            }
        }

        return HasMatched;
    }

    /// <summary>The stream has ended: what stands behind its last line feed is a line too.</summary>
    internal bool Finish()
    {
        if (_length > 0)
        {
            EndLine();
        }

        return HasMatched;
    }

    private void Take(ReadOnlySpan<byte> piece)
    {
        if (_skipping)
        {
            return;
        }

        var taken = piece[..Math.Min(piece.Length, MostLineBytes - _length)];
        taken.CopyTo(_line.AsSpan(_length));
        _length += taken.Length;
        if (taken.Length < piece.Length)
        {
            // Not at its end, which may never come.
            Match(_line);
            _skipping = true;
            _length = 0;
        }
    }

    private void EndLine()
    {
        if (!_skipping)
        {
            var line = _line.AsSpan(0, _length);
            Match(line is [.., (byte)'\r'] ? line[..^1] : line);
        }

        _skipping = false;
        _length = 0;
    }

    private void Match(ReadOnlySpan<byte> line)
    {
        if (HasMatched || IsTooSlow)
        {
            return;
        }

        var text = _text.AsSpan(0, Encoding.UTF8.GetChars(line, _text));
        for (var tries = 0; tries < MostTries; tries++)
        {
            if (TryMatch(text) is { } matches)
            {
                HasMatched = matches;
                return;
            }
        }

        SlowLines++;
    }

    // Null: it took too long. An engine that does not go back says so with an exception, or just with "no": only the clock can tell.
    private bool? TryMatch(ReadOnlySpan<char> text)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            return _pattern.IsMatch(text) ? true : Stopwatch.GetElapsedTime(began) < _pattern.MatchTimeout ? false : null;
        }
        catch (RegexMatchTimeoutException)
        {
            return null;
        }
    }
}
