using System.Text;
using System.Text.Unicode;
using RemoteExec.Api.Output;
using RemoteExec.Storage.Reading;

namespace RemoteExec.Server.Endpoints.Output;

/// <summary>A piece of output as callers see it: text when it is UTF-8, else its bytes.</summary>
internal static class OutputItems
{
    internal static OutputItem ToItem(this OutputRow row)
    {
        var text = Utf8.IsValid(row.Bytes);
        return new()
        {
            Process = row.ProcessId,
            Stream = row.Stream == 2 ? OutputStreams.Stderr : OutputStreams.Stdout,
            Offset = row.Offset,
            At = row.At,
            Text = text ? Encoding.UTF8.GetString(row.Bytes) : null,
            Bytes = text ? null : row.Bytes,
        };
    }
}
