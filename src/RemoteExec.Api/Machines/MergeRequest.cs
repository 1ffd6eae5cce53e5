namespace RemoteExec.Api.Machines;

/// <summary>Body of POST machines/{idOrName}/merge.</summary>
public sealed record MergeRequest
{
    /// <summary>The older record of the same computer, by id or name; it is forgotten, and what it did is kept.</summary>
    public string From { get; init; } = "";

    /// <summary>Whether the record that stays is called as the older one from now on.</summary>
    public bool TakeName { get; init; }
}
