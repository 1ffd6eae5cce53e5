using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace RemoteExec.Server.Endpoints.Http;

/// <summary>A JSON array of any length, written item by item, a line each.</summary>
internal static class JsonFile
{
    internal static async Task WriteAsync<T>(Stream stream, IAsyncEnumerable<T> items, JsonTypeInfo<T> type)
    {
        var begin = "[\n"u8.ToArray();
        await foreach (var item in items.ConfigureAwait(false))
        {
            await stream.WriteAsync(begin).ConfigureAwait(false);
            await JsonSerializer.SerializeAsync(stream, item, type).ConfigureAwait(false);
            begin = ",\n"u8.ToArray();
        }

        await stream.WriteAsync(begin[0] == '[' ? "[]\n"u8.ToArray() : "\n]\n"u8.ToArray()).ConfigureAwait(false);
    }
}
