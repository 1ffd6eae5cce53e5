using System.Text.Json;
using RemoteExec.Api.Machines;
using RemoteExec.Fleet.Machines;

namespace RemoteExec.Server.Endpoints.Machines;

/// <summary>A machine as callers see it.</summary>
internal static class MachineResources
{
    internal static MachineResource ToResource(this Machine machine, bool connected, Clone? clone) => new()
    {
        Id = machine.Id,
        Name = machine.Name,
        Connected = connected,
        Addresses = machine.Addresses,
        Networks = [.. machine.Networks.Select(network => new NetworkResource(network.Mac, network.Addresses))],
        Cloned = clone is null ? null : new CloneResource(clone.Since, new CloneSideResource(clone.Other.Host, clone.Other.Addresses, clone.Other.Macs)),
        Labels = machine.Labels,
        FirstSeen = machine.FirstSeen,
        LastSeen = machine.LastSeen,
        Agent = machine.Agent,
        Facts = Json(machine.FactsJson),
        Folders = Json(machine.FoldersJson),
        Dialect = machine.Dialect,
        Extensions = machine.Extensions,
    };

    // Checked when it came in from the agent; it is passed on as it is.
    private static JsonElement? Json(string? text) => text is null ? null : JsonElement.Parse(text);
}
