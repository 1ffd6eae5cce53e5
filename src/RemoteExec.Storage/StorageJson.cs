using System.Text.Json.Serialization;
using RemoteExec.Fleet.Machines;
using RemoteExec.Fleet.Processes;
using RemoteExec.Fleet.Runs;
using RemoteExec.Fleet.Sequences;

namespace RemoteExec.Storage;

/// <summary>How fleet types are kept in rows. Names are stored: members are added, never renamed.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Machine))]
[JsonSerializable(typeof(FleetProcess))]
[JsonSerializable(typeof(Sequence))]
[JsonSerializable(typeof(RunPlan))]
[JsonSerializable(typeof(RunState))]
internal sealed partial class StorageJson : JsonSerializerContext;
