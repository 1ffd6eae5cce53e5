using System.Text;
using RemoteExec.Api.Output;

namespace RemoteExec.Cli.Printing;

/// <summary>The bytes that a program wrote.</summary>
internal static class OutputBytes
{
    internal static byte[] Content(this OutputItem item) => item.Bytes ?? Encoding.UTF8.GetBytes(item.Text ?? "");

    internal static int Length(this OutputItem item) => item.Bytes?.Length ?? Encoding.UTF8.GetByteCount(item.Text ?? "");

    internal static bool IsError(this OutputItem item) => item.Stream == OutputStreams.Stderr;
}
