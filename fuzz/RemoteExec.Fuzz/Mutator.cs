namespace RemoteExec.Fuzz;

/// <summary>Changes an input in a few places.</summary>
internal sealed class Mutator(Random random)
{
    private const int Most = 200_000;

    internal byte[] Next()
    {
        var input = Pick(Corpus.Packets);
        for (var changes = random.Next(1, 8); changes > 0; changes--)
        {
            input = Change(input);
        }

        return input.Length > Most ? input[..Most] : input;
    }

    private byte[] Change(byte[] input)
    {
        var at = random.Next(input.Length + 1);
        var end = random.Next(at, Math.Min(input.Length, at + 64) + 1);
        return random.Next(9) switch
        {
            0 => input[..at],
            1 => [.. input[..at], .. input[end..]],
            2 => [.. input[..at], .. Pick(Corpus.Pieces), .. input[at..]],
            3 => [.. input[..at], .. Pick(Corpus.Pieces), .. input[end..]],
            4 => [.. input[..at], (byte)random.Next(256), .. input[at..]],
            5 => [.. input[..at], .. Pick(Corpus.Packets), .. input[at..]],
            6 => Repeat(input, at, end),
            7 => Splice(input, at),
            _ => Flip(input),
        };
    }

    private byte[] Repeat(byte[] input, int at, int end)
    {
        var middle = Enumerable.Repeat(input[at..end], random.Next(2, 300)).SelectMany(piece => piece);
        return [.. input[..at], .. middle.Take(Most), .. input[end..]];
    }

    private byte[] Splice(byte[] input, int at)
    {
        var other = Pick(Corpus.Packets);
        return [.. input[..at], .. other[random.Next(other.Length)..]];
    }

    private byte[] Flip(byte[] input)
    {
        byte[] copy = [.. input];
        if (copy.Length > 0)
        {
            copy[random.Next(copy.Length)] ^= (byte)(1 << random.Next(8));
        }

        return copy;
    }

    private byte[] Pick(byte[][] from) => from[random.Next(from.Length)];
}
