using System.Text;
using System.Text.Json;
using RemoteExec.Agent.Execution.Ledger;

namespace RemoteExec.Agent.Execution.Journaling;

/// <summary>What a journal held.</summary>
/// <param name="State">What its lines add up to.</param>
/// <param name="Sequence">Sequence numbers from here on were never used.</param>
/// <param name="Length">Bytes of whole lines.</param>
/// <param name="Damage">What could not be read, for the log; null: nothing.</param>
internal sealed record JournalContent(LedgerState State, long Sequence, long Length, string? Damage);

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

            if (TryParse(text) is { } line && TryApply(state, line) is { } next)
            {
                state = next;
                sequence = Math.Max(sequence, line.Sequence ?? 0);
            }
            else
            {
                bad++;
                firstBad ??= $"line {number}";
            }
        }

        if (bad == 0)
        {
            return new JournalContent(state, sequence, whole.Length, null);
        }

        // Something was forgotten, and the server is told so.
        var aside = SetAside(path);
        return new JournalContent(
            state with { Complete = false },
            sequence,
            whole.Length,
            $"{bad} damaged lines (the first is {firstBad}) were left out; the damaged journal was kept as {aside}");
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

    private static string SetAside(string path)
    {
        for (var i = 1; ; i++)
        {
            var aside = $"{path}.damaged-{i}";
            if (!File.Exists(aside))
            {
                File.Copy(path, aside);
                return aside;
            }
        }
    }
}
