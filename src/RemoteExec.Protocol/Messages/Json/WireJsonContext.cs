using System.Text.Json;
using System.Text.Json.Serialization;

namespace RemoteExec.Protocol.Messages.Json;

/// <summary>The one place where wire types meet the serializer. Names are camelCase, compared exactly; absent members are not written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = MessageLimits.MaxDepth,
    NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(IdentityMessage))]
[JsonSerializable(typeof(TokenProof))]
[JsonSerializable(typeof(IReadOnlyList<ProcessStatusEntry>))]
[JsonSerializable(typeof(SetupMessage))]
[JsonSerializable(typeof(SetupCompleteMessage))]
[JsonSerializable(typeof(FolderNode[]))]
[JsonSerializable(typeof(BrowseMessage))]
[JsonSerializable(typeof(BrowsedMessage))]
[JsonSerializable(typeof(SnapshotMessage))]
[JsonSerializable(typeof(AckMessage))]
[JsonSerializable(typeof(KillMessage))]
[JsonSerializable(typeof(WakeMessage))]
[JsonSerializable(typeof(PingMessage))]
[JsonSerializable(typeof(PongMessage))]
[JsonSerializable(typeof(ByeMessage))]
[JsonSerializable(typeof(IReadOnlyList<OutputPiece>))]
[JsonSerializable(typeof(OutputPiece[]))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(AuthVerificationJson))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class WireJsonContext : JsonSerializerContext;
