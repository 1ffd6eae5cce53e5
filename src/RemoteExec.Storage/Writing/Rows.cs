using System.Text.Json;
using RemoteExec.Fleet.Machines;
using RemoteExec.Fleet.Processes;
using RemoteExec.Storage.Entities;

namespace RemoteExec.Storage.Writing;

/// <summary>From fleet types to rows and back.</summary>
internal static class Rows
{
    internal static MachineRow Of(Machine machine) =>
        new() { Id = machine.Id, Name = machine.Name, Json = JsonSerializer.Serialize(machine, StorageJson.Default.Machine) };

    internal static ProcessRow Of(FleetProcess process) => new()
    {
        Id = process.Id,
        MachineId = process.MachineId,
        WireId = process.WireId,
        State = (int)process.State,
        Ended = process.State.IsFinal(),
        CreatedAt = process.CreatedAt.ToUnixTimeMilliseconds(),
        Json = JsonSerializer.Serialize(process, StorageJson.Default.FleetProcess),
    };

    internal static EventRow Of(FleetEvent e) => new()
    {
        At = e.At.ToUnixTimeMilliseconds(),
        Kind = e.Kind,
        MachineId = e.MachineId,
        Machine = e.Machine,
        ProcessId = e.ProcessId,
        Json = e.Json,
    };

    internal static OutputRow Of(OutputChunk chunk) => new()
    {
        ProcessId = chunk.ProcessId,
        Stream = chunk.Stream,
        Offset = chunk.Offset,
        Length = chunk.Bytes.Length,
        At = chunk.At.ToUnixTimeMilliseconds(),
        Bytes = chunk.Bytes,
    };

    internal static Machine ToMachine(this MachineRow row) => JsonSerializer.Deserialize(row.Json, StorageJson.Default.Machine)!;

    internal static FleetProcess ToProcess(this ProcessRow row) => JsonSerializer.Deserialize(row.Json, StorageJson.Default.FleetProcess)!;

    internal static FleetEvent ToEvent(this EventRow row) =>
        new(row.Id, DateTimeOffset.FromUnixTimeMilliseconds(row.At), row.Kind, row.MachineId, row.Machine, row.ProcessId, row.Json);

    internal static OutputChunk ToChunk(this OutputRow row) =>
        new(row.Id, row.ProcessId, row.Stream, row.Offset, DateTimeOffset.FromUnixTimeMilliseconds(row.At), row.Bytes);
}
