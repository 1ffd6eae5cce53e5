using System.Globalization;

namespace RemoteExec.Fuzz;

/// <summary>How long, and from which seed. The same seed makes the same inputs in the same order.</summary>
internal sealed record FuzzSettings(int Seconds, long Rounds, int Seed)
{
    /// <summary>Null when the arguments are none of ours.</summary>
    internal static FuzzSettings? Parse(string[] args)
    {
        var settings = new FuzzSettings(Seconds: 10, Rounds: long.MaxValue, Seed: 1);
        for (var i = 0; i < args.Length; i += 2)
        {
            if (i + 1 == args.Length || !int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            {
                return null;
            }

            switch (args[i])
            {
                case "--seconds":
                    settings = settings with { Seconds = value };
                    break;
                case "--rounds":
                    settings = settings with { Rounds = value, Seconds = int.MaxValue };
                    break;
                case "--seed":
                    settings = settings with { Seed = value };
                    break;
                default:
                    return null;
            }
        }

        return settings;
    }
}
