namespace RemoteExec.Api.Machines;

/// <summary>Body of PATCH machines/{idOrName}: what is null stays.</summary>
public sealed record MachineChange
{
    /// <summary>A new name.</summary>
    public string? Name { get; init; }

    /// <summary>Labels to set; a null value removes one.</summary>
    public IReadOnlyDictionary<string, string?>? Labels { get; init; }
}
