using System.Text.Json.Serialization;
using RemoteExec.Fleet.Machines;
using RemoteExec.Fleet.Notices;
using RemoteExec.Fleet.Processes;
using RemoteExec.Fleet.Runs;
using RemoteExec.Fleet.Sequences;
using RemoteExec.Storage.Reading;
using RemoteExec.Storage.Settings;

namespace RemoteExec.Storage;

/// <summary>How fleet types are kept in rows. Names are stored: members are added, never renamed. What an older version did not write is read as null, zero or false, whatever the member's default is.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Machine))]
[JsonSerializable(typeof(FleetProcess))]
[JsonSerializable(typeof(Sequence))]
[JsonSerializable(typeof(RunPlan))]
[JsonSerializable(typeof(RunState))]
[JsonSerializable(typeof(RunHead))]
[JsonSerializable(typeof(NoticeEvent))]
[JsonSerializable(typeof(NoticeState))]
[JsonSerializable(typeof(NoticeContent))]
[JsonSerializable(typeof(StoredSettings))]
internal sealed partial class StorageJson : JsonSerializerContext;
