namespace RemoteExec.Server.Sequences.Files;

/// <summary>Finds the word that somebody meant.</summary>
internal static class NearestWord
{
    /// <summary>The nearest of some words; null when none is near: more than a third of it would have to change.</summary>
    internal static string? Find(string typed, IEnumerable<string> words) =>
        words.Select(word => (word, Distance: Distance(typed, word)))
            .Where(candidate => candidate.Distance <= Math.Max(1, candidate.word.Length / 3))
            .OrderBy(candidate => candidate.Distance)
            .Select(candidate => candidate.word)
            .FirstOrDefault();

    /// <summary>Letters to insert, remove, change or swap with their neighbour; their case does not count.</summary>
    internal static int Distance(string one, string other)
    {
        if (Math.Abs(one.Length - other.Length) > other.Length)
        {
            return one.Length;
        }

        var rows = new int[one.Length + 1, other.Length + 1];
        for (var i = 0; i <= one.Length; i++)
        {
            for (var k = 0; k <= other.Length; k++)
            {
                rows[i, k] = i == 0 || k == 0 ? i + k : Cheapest(rows, one, other, i, k);
            }
        }

        return rows[one.Length, other.Length];
    }

    private static int Cheapest(int[,] rows, string one, string other, int i, int k)
    {
        var change = rows[i - 1, k - 1] + (IsSame(one[i - 1], other[k - 1]) ? 0 : 1);
        var cheapest = Math.Min(change, 1 + Math.Min(rows[i - 1, k], rows[i, k - 1]));
        var isSwapped = i > 1 && k > 1 && IsSame(one[i - 1], other[k - 2]) && IsSame(one[i - 2], other[k - 1]);
        return isSwapped ? Math.Min(cheapest, rows[i - 2, k - 2] + 1) : cheapest;
    }

    private static bool IsSame(char one, char other) => char.ToLowerInvariant(one) == char.ToLowerInvariant(other);
}
