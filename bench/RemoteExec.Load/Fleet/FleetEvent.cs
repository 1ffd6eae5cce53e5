namespace RemoteExec.Load.Fleet;

/// <summary>What a subscriber waits for: an event of a kind about a machine.</summary>
internal readonly record struct FleetEvent(string Kind, string Machine)
{
    internal static FleetEvent Parse(string text) => text.Split(' ') is [var kind, var machine] ? new FleetEvent(kind, machine) : throw new FormatException(text);

    public override string ToString() => $"{Kind} {Machine}";
}
