using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace RemoteExec.Protocol.Messages.Policies;

/// <summary>
/// The regular expression of <see cref="ReadyPolicy.Log"/>. Only what a machine of bounded size can match, without going back: no pattern and no line can make it slow.
/// So it has neither look-around nor back references (docs/protocol.md §9.8).
/// </summary>
public static class ReadyPattern
{
    /// <summary>What it must be, as the end of a sentence.</summary>
    public const string Sentence = "must be a regular expression of 1–512 characters without look-around and back references";

    // Case counts, ^ and $ are the ends of the line that is matched.
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    /// <summary>Makes a matcher of the text.</summary>
    /// <param name="pattern">As it came.</param>
    /// <param name="timeout">Longest time for one line.</param>
    /// <param name="regex">The matcher.</param>
    /// <returns>False when the text is no such expression.</returns>
    public static bool TryCreate(string? pattern, TimeSpan timeout, [NotNullWhen(true)] out Regex? regex)
    {
        regex = null;
        if (pattern is not { Length: > 0 and <= MessageLimits.MaxReadyPattern })
        {
            return false;
        }

        try
        {
            regex = new Regex(pattern, Options, timeout);
            return true;
        }
        catch (ArgumentException)
        {
            // Not an expression at all.
            return false;
        }
        catch (NotSupportedException)
        {
            // One that needs to go back, or would be too large.
            return false;
        }
    }

    /// <summary>Whether the text can be used.</summary>
    /// <param name="pattern">As it came.</param>
    public static bool IsUsable(string? pattern) => TryCreate(pattern, Regex.InfiniteMatchTimeout, out _);
}
