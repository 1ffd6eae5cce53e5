namespace RemoteExec.Protocol.Messages;

/// <summary>Extensions as the wire spells them.</summary>
public static class ExtensionNames
{
    private static readonly (string Name, WireExtensions Flag)[] Table =
    [
        ("identity", WireExtensions.Identity),
        ("setup", WireExtensions.Setup),
        ("journal", WireExtensions.Journal),
        ("kill", WireExtensions.Kill),
        ("ping", WireExtensions.Ping),
        ("output", WireExtensions.Output),
        ("clock", WireExtensions.Clock),
        ("supervise", WireExtensions.Supervise),
        ("check", WireExtensions.Check),
        ("wake", WireExtensions.Wake),
    ];

    /// <summary>The names in the order in which we send them.</summary>
    /// <param name="extensions">Any combination.</param>
    public static IReadOnlyList<string> ToNames(this WireExtensions extensions) =>
        [.. Table.Where(e => extensions.HasFlag(e.Flag)).Select(e => e.Name)];

    /// <summary>What a list means; names we do not know are ignored.</summary>
    /// <param name="names">As the peer sent them; null: none.</param>
    public static WireExtensions Parse(IEnumerable<string>? names) =>
        names is null
            ? WireExtensions.None
            : names.Aggregate(WireExtensions.None, (all, name) => all | Table.FirstOrDefault(e => e.Name == name).Flag);
}
