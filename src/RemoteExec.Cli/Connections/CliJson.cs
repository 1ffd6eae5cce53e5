using System.Text.Json;
using System.Text.Json.Serialization;

namespace RemoteExec.Cli.Connections;

/// <summary>Where a running server listens, as it writes it.</summary>
internal sealed record EndpointsFile(string? Http);

/// <summary>A login that was saved.</summary>
internal sealed record SavedLogin(string Url, string Token)
{
    public override string ToString() => Url;
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(EndpointsFile))]
[JsonSerializable(typeof(SavedLogin))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class CliJson : JsonSerializerContext;
