using System.Text.Json;
using System.Text.Json.Serialization;

namespace RemoteExec.Cli.Connections;

/// <summary>Where a running server listens, as it writes it.</summary>
internal sealed record EndpointsFile(string? Http);

/// <summary>A login that was saved.</summary>
/// <param name="User">The account that signed in for this token alone; null: the token was there before, and stays after a logout.</param>
internal sealed record SavedLogin(string Url, string Token, string? User = null)
{
    public override string ToString() => Url;
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(EndpointsFile))]
[JsonSerializable(typeof(SavedLogin))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class CliJson : JsonSerializerContext;
