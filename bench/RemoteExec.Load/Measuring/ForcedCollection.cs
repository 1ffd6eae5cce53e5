using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;

namespace RemoteExec.Load.Measuring;

/// <summary>Makes another .NET process collect all garbage, so that what remains is what it needs.</summary>
internal static class ForcedCollection
{
    // GCHeapCollect: a session that asks for it causes one full, blocking collection when it begins.
    private const long CollectKeyword = 0x800000;
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(1);

    internal static async Task RunAsync(int pid)
    {
        // Twice: what finalizers let go of is collected by the second.
        for (var i = 0; i < 2; i++)
        {
            var client = new DiagnosticsClient(pid);
            var provider = new EventPipeProvider("Microsoft-Windows-DotNETRuntime", EventLevel.Informational, CollectKeyword);
            using var session = await client.StartEventPipeSessionAsync([provider], requestRundown: false, token: CancellationToken.None);
            var draining = session.EventStream.CopyToAsync(Stream.Null);
            await Task.Delay(Settle);
            await session.StopAsync(CancellationToken.None);
            await draining;
        }
    }
}
