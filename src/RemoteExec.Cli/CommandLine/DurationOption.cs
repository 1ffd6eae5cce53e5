using System.CommandLine;

namespace RemoteExec.Cli.CommandLine;

/// <summary>Options whose value is a duration.</summary>
internal static class DurationOption
{
    internal static Option<TimeSpan?> Create(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "T",
        CustomParser = result =>
        {
            var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (Durations.TryParse(text, out var duration))
            {
                return duration;
            }

            result.AddError($"{name} {Durations.Shape}.");
            return null;
        },
    };

    /// <summary>Milliseconds as the interface takes them.</summary>
    internal static int? Milliseconds(this TimeSpan? duration) =>
        duration is { } some ? (int)Math.Min(int.MaxValue, some.TotalMilliseconds) : null;

    /// <summary>Whole seconds as the interface takes them, rounded up.</summary>
    internal static int? Seconds(this TimeSpan? duration) =>
        duration is { } some ? (int)Math.Min(int.MaxValue, Math.Ceiling(some.TotalSeconds)) : null;
}
