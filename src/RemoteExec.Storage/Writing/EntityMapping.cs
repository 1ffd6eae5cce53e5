using System.Text.Json;
using RemoteExec.Fleet.Machines;
using RemoteExec.Fleet.Processes;
using RemoteExec.Fleet.Runs;
using RemoteExec.Storage.Entities;
using RemoteExec.Storage.Reading;

namespace RemoteExec.Storage.Writing;

/// <summary>From fleet types to rows and back.</summary>
internal static class EntityMapping
{
    internal static MachineEntity Of(Machine machine) =>
        new() { Id = machine.Id, Name = machine.Name, Json = JsonSerializer.Serialize(machine, StorageJson.Default.Machine) };

    internal static ProcessEntity Of(FleetProcess process) => new()
    {
        Id = process.Id,
        MachineId = process.MachineId,
        WireId = process.WireId,
        State = (int)process.State,
        Ended = process.State.IsFinal(),
        CreatedAt = process.CreatedAt.ToUnixTimeMilliseconds(),
        RunId = process.Origin?.Run,
        Json = JsonSerializer.Serialize(process, StorageJson.Default.FleetProcess),
    };

    internal static SequenceEntity Of(SequenceRow row) => new()
    {
        Key = KeyOf(row.Sequence.Name),
        Name = row.Sequence.Name,
        Version = row.Version,
        UpdatedAt = row.UpdatedAt.ToUnixTimeMilliseconds(),
        UpdatedBy = row.UpdatedBy,
        Text = row.Text,
        Json = JsonSerializer.Serialize(row.Sequence, StorageJson.Default.Sequence),
    };

    internal static RunEntity Of(RunRow row) => new()
    {
        Id = row.Id,
        SequenceKey = KeyOf(row.State.Plan.Sequence.Name),
        Ended = row.State.Phase.IsFinal(),
        BeganAt = row.State.BeganAt.ToUnixTimeMilliseconds(),
        StartedBy = row.StartedBy,
        HeadJson = HeadOf(row),
        PlanJson = JsonSerializer.Serialize(row.State.Plan, StorageJson.Default.RunPlan),
        StateJson = StateOf(row),
    };

    /// <summary>What of a run changes.</summary>
    internal static string StateOf(RunRow row) => JsonSerializer.Serialize(row.State with { Plan = null! }, StorageJson.Default.RunState);

    /// <summary>What a list says of a run.</summary>
    internal static string HeadOf(RunRow row) => JsonSerializer.Serialize(RunHead.Of(row), StorageJson.Default.RunHead);

    internal static RunHead ToHead(string json) => JsonSerializer.Deserialize(json, StorageJson.Default.RunHead)!;

    internal static string KeyOf(string sequence) => sequence.ToLowerInvariant();

    internal static SequenceRow ToSequence(this SequenceEntity row) => new(
        JsonSerializer.Deserialize(row.Json, StorageJson.Default.Sequence)!, row.Text, row.Version, DateTimeOffset.FromUnixTimeMilliseconds(row.UpdatedAt), row.UpdatedBy);

    internal static RunRow ToRun(this RunEntity row) => new(
        row.Id,
        row.StartedBy,
        JsonSerializer.Deserialize(row.StateJson, StorageJson.Default.RunState)! with { Plan = JsonSerializer.Deserialize(row.PlanJson, StorageJson.Default.RunPlan)! });

    internal static EventEntity Of(EventRow e) => new()
    {
        At = e.At.ToUnixTimeMilliseconds(),
        Kind = e.Kind,
        MachineId = e.MachineId,
        Machine = e.Machine,
        ProcessId = e.ProcessId,
        Json = e.DataJson,
    };

    internal static OutputEntity Of(OutputRow chunk) => new()
    {
        ProcessId = chunk.ProcessId,
        Stream = chunk.Stream,
        Offset = chunk.Offset,
        Length = chunk.Bytes.Length,
        At = chunk.At.ToUnixTimeMilliseconds(),
        Bytes = chunk.Bytes,
    };

    internal static Machine ToMachine(this MachineEntity row) => JsonSerializer.Deserialize(row.Json, StorageJson.Default.Machine)!;

    internal static FleetProcess ToProcess(this ProcessEntity row) => JsonSerializer.Deserialize(row.Json, StorageJson.Default.FleetProcess)!;

    internal static EventRow ToEvent(this EventEntity row) =>
        new(row.Id, DateTimeOffset.FromUnixTimeMilliseconds(row.At), row.Kind, row.MachineId, row.Machine, row.ProcessId, row.Json);

    internal static OutputRow ToPiece(this OutputEntity row) =>
        new(row.Id, row.ProcessId, row.Stream, row.Offset, DateTimeOffset.FromUnixTimeMilliseconds(row.At), row.Bytes);
}
