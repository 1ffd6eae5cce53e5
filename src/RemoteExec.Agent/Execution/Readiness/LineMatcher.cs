using System.Text;
using System.Text.RegularExpressions;
using RemoteExec.Protocol.Messages.Policies;

namespace RemoteExec.Agent.Execution.Readiness;

/// <summary>Looks for a line that matches in one stream of output, fed with bytes as they come. Bytes that are no UTF-8 are matched as U+FFFD.</summary>
internal sealed class LineMatcher
{
    /// <summary>Bytes of a line that are looked at; of a longer one these are matched, and the rest is not.</summary>
    internal const int MostLineBytes = 8_192;

    /// <summary>Longest time for one line; one that takes longer counts as one that does not match.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

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

    /// <summary>Lines that took too long and were given up.</summary>
    internal int SlowLines { get; private set; }

    /// <summary>The next bytes of the stream.</summary>
    /// <returns>True when one of its lines has matched, now or before.</returns>
    internal bool Feed(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && !HasMatched)
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
        if (HasMatched)
        {
            return;
        }

        var characters = Encoding.UTF8.GetChars(line, _text);
        try
        {
            HasMatched = _pattern.IsMatch(_text.AsSpan(0, characters));
        }
        catch (RegexMatchTimeoutException)
        {
            SlowLines++;
        }
    }
}
