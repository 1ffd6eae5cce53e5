using System.Text.Json.Serialization;
using RemoteExec.Fleet.Machines;
using RemoteExec.Fleet.Processes;

namespace RemoteExec.Storage;

/// <summary>How fleet types are kept in rows. Names are stored: members are added, never renamed.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Machine))]
[JsonSerializable(typeof(FleetProcess))]
internal sealed partial class StorageJson : JsonSerializerContext;
