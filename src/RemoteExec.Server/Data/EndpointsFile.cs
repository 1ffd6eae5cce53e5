using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using RemoteExec.Server.Settings;

namespace RemoteExec.Server.Data;

/// <summary>
/// <c>endpoints.json</c>: how programs on this machine find the running server. Written once both ports are open, so that
/// whoever sees it can connect; removed on a clean stop.
/// </summary>
internal static class EndpointsFile
{
    /// <summary>Writes it in one move.</summary>
    internal static void Write(DataFolder folder, IPEndPoint agents, IPEndPoint http, string fingerprint)
    {
        var content = new EndpointsDocument(
            ListenAddress.ForThisMachine(agents), $"http://{ListenAddress.ForThisMachine(http)}", fingerprint);
        SecretFile.Write(folder.Endpoints, JsonSerializer.SerializeToUtf8Bytes(content, EndpointsJson.Readable.EndpointsDocument));
    }

    internal static void Remove(DataFolder folder) => File.Delete(folder.Endpoints);
}

/// <summary>The shape of the file.</summary>
internal sealed record EndpointsDocument(string Agents, string Http, string Fingerprint);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(EndpointsDocument))]
internal sealed partial class EndpointsJson : JsonSerializerContext
{
    // Shell scripts read it too: a "+" in a fingerprint stays one.
    internal static EndpointsJson Readable { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
