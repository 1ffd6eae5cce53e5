using System.Text;
using System.Text.Json;
using RemoteExec.Agent.Execution.Ledger;

namespace RemoteExec.Agent.Execution.Journaling;

/// <summary>What a journal held.</summary>
/// <param name="State">What its lines add up to.</param>
/// <param name="Sequence">Sequence numbers from here on were never used.</param>
/// <param name="Length">Bytes of whole lines.</param>
/// <param name="Damage">What could not be read, for the log; null: nothing.</param>
internal sealed record JournalContent(LedgerState State, long Sequence, long Length, string? Damage)
{
    /// <summary>Where the damaged journal was kept; null: it was not damaged, or the disk has no room for a copy.</summary>
    internal string? Aside { get; init; }

    /// <summary>Why it was not kept.</summary>
    internal string? AsideProblem { get; init; }
}

/// <summary>Reads a journal after a restart. A last line without its end was being written when the agent died, and counts as not written.</summary>
internal static class JournalReader
{
    internal static JournalContent Read(string path)
    {
        var state = LedgerState.Empty;
        long sequence = 1;
        var bad = 0;
        var number = 0;
        string? firstBad = null;
        var bytes = File.Exists(path) ? File.ReadAllBytes(path) : [];
        var whole = bytes.AsSpan(0, bytes.AsSpan().LastIndexOf((byte)'\n') + 1);
        foreach (var range in whole.Split((byte)'\n'))
        {
            var text = whole[range];
            number++;
            if (text.IsEmpty)
            {
                continue;
            }

            if (TryParse(text) is { } line && LineCheck.IsSound(line) && TryApply(state, line) is { } next)
            {
                state = next;
                sequence = Math.Max(sequence, line.Sequence ?? 0);
            }
            else
            {
                bad++;
                firstBad ??= $"line {number}";
                state = LedgerFold.Apply(state, new LedgerLine { Lost = true });
            }
        }

        if (bad == 0)
        {
            return new JournalContent(state, sequence, whole.Length, null);
        }

        return new JournalContent(state, sequence, whole.Length, $"{bad} damaged lines (the first is {firstBad}) were left out")
        {
            Aside = SetAside(path, out var problem),
            AsideProblem = problem,
        };
    }

    private static LedgerLine? TryParse(ReadOnlySpan<byte> text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, LedgerJson.Default.LedgerLine);
        }
        catch (Exception e) when (e is JsonException or DecoderFallbackException or InvalidOperationException)
        {
            return null;
        }
    }

    // A damaged line may still be JSON, and lack anything.
    private static LedgerState? TryApply(LedgerState state, LedgerLine line)
    {
        try
        {
            return LedgerFold.Apply(state, line);
        }
        catch (Exception e) when (e is NullReferenceException or ArgumentException or OverflowException)
        {
            return null;
        }
    }

    private static string? SetAside(string path, out string? problem)
    {
        var number = 1;
        while (File.Exists($"{path}.damaged-{number}"))
        {
            number++;
        }

        var aside = $"{path}.damaged-{number}";
        try
        {
            File.Copy(path, aside);
            problem = null;
            return aside;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A part of a copy is none.
            File.Delete(aside);
            problem = e.Message;
            return null;
        }
    }
}
