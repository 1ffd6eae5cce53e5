namespace RemoteExec.Server.Grains;

/// <summary>What needs one owner for all machines: names, and the slots of clients that are known by their address. Key: <see cref="Key"/>.</summary>
internal interface IFleetGrain : IGrainWithStringKey
{
    /// <summary>The key of the only one.</summary>
    const string Key = "fleet";

    /// <summary>Gives a machine a name: the one it wants, or with <c>-2</c>, <c>-3</c>… behind it when another has it.</summary>
    Task<string> ClaimNameAsync(string machineId, string wanted);

    /// <summary>Gives a machine exactly this name; null, or a sentence when another has it.</summary>
    Task<string?> RenameAsync(string machineId, string name);

    /// <summary>Frees a machine's name.</summary>
    Task ForgetAsync(string machineId);

    /// <summary>The lowest free slot of an address, held by a session until it is released.</summary>
    Task<int> ClaimSlotAsync(string address, Guid session);

    /// <summary>Releases a slot, if that session still holds it.</summary>
    Task ReleaseSlotAsync(string address, int slot, Guid session);

    /// <summary>Ids for clients of one address, which share a counter.</summary>
    /// <returns>The first of <paramref name="count"/> ids, at least <paramref name="atLeast"/>.</returns>
    Task<long> ReserveWireIdsAsync(string address, long atLeast, int count);
}
