using System.Diagnostics;

namespace RemoteExec.Fuzz;

/// <summary>Feeds inputs until the time is up or one of them does what none may do.</summary>
internal sealed class FuzzRun(FuzzSettings settings, TextWriter output)
{
    /// <returns>0, or 1 when an input was found; it is written out.</returns>
    internal int Go()
    {
        var mutator = new Mutator(new Random(settings.Seed));
        var since = Stopwatch.StartNew();
        var rounds = 0L;
        for (; rounds < settings.Rounds && since.Elapsed.TotalSeconds < settings.Seconds; rounds++)
        {
            var input = mutator.Next();
            foreach (var (name, feed) in Targets.All)
            {
                if (Feed(feed, input) is { } exception)
                {
                    Report(name, input, rounds, exception);
                    return 1;
                }
            }
        }

        output.WriteLine($"{rounds} inputs from seed {settings.Seed} in {since.Elapsed.TotalSeconds:0.0} s: nothing found");
        return 0;
    }

    private static Exception? Feed(Action<byte[]> feed, byte[] input)
    {
        try
        {
            feed(input);
            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }

    private void Report(string target, byte[] input, long round, Exception exception)
    {
        output.WriteLine($"{target}, seed {settings.Seed}, round {round}: {exception}");
        output.WriteLine($"input, {input.Length} bytes, base64:");
        output.WriteLine(Convert.ToBase64String(input));
    }
}
