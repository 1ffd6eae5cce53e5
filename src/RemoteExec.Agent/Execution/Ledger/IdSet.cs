using System.Collections.Immutable;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Execution.Ledger;

/// <summary>Consecutive integer ids.</summary>
internal readonly record struct IdRange(long First, long Last);

/// <summary>Ids for ever, in little space: integers as ranges (a server counts), others one by one.</summary>
/// <param name="Ranges">In order, neither touching nor overlapping.</param>
/// <param name="Names">String ids.</param>
internal sealed record IdSet(ImmutableArray<IdRange> Ranges, ImmutableHashSet<string> Names)
{
    internal static readonly IdSet Empty = new([], ImmutableHashSet<string>.Empty);

    internal bool Contains(WireId id) => id.Text is { } text ? Names.Contains(text) : IndexOf(id.Number!.Value) >= 0;

    internal IdSet Add(WireId id) =>
        id.Text is { } text ? this with { Names = Names.Add(text) } : AddRange(new IdRange(id.Number!.Value, id.Number.Value));

    internal IdSet AddRange(IdRange range)
    {
        // Everything that overlaps or touches becomes one.
        var joined = Ranges.Where(other => other.First <= range.Last + 1 && other.Last >= range.First - 1).ToList();
        var first = joined.Select(other => other.First).Append(range.First).Min();
        var last = joined.Select(other => other.Last).Append(range.Last).Max();
        var rest = Ranges.RemoveRange(joined);
        var index = rest.Count(other => other.Last < first);
        return this with { Ranges = rest.Insert(index, new IdRange(first, last)) };
    }

    // As BinarySearch: negative when no range holds the number.
    private int IndexOf(long number)
    {
        var (low, high) = (0, Ranges.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (number < Ranges[middle].First)
            {
                high = middle - 1;
            }
            else if (number > Ranges[middle].Last)
            {
                low = middle + 1;
            }
            else
            {
                return middle;
            }
        }

        return ~low;
    }
}
