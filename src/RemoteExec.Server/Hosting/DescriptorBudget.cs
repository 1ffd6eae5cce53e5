using System.Runtime.InteropServices;

namespace RemoteExec.Server.Hosting;

/// <summary>
/// How many connections may be open at once. A .NET process that runs out of file descriptors aborts, so the number is
/// derived from the limit the process was given, and newcomers beyond it are closed instead.
/// </summary>
/// <param name="Limit">Descriptors this process may open.</param>
/// <param name="Agents">Connections on the agents' port.</param>
/// <param name="Http">Connections on the HTTP port.</param>
internal sealed record DescriptorBudget(long Limit, int Agents, int Http)
{
    // Measured: 313 at rest, because .NET keeps every assembly it has loaded open; and room for the database's readers and for what is loaded later.
    private const int Headroom = 512;

    // With fewer descriptors there is nothing to serve anybody with.
    private const int LeastConnections = 64;
    private const int MostHttp = 1_024;
    private const int MostAgents = 1_000_000;

    // Where no limit exists (Windows), memory ends first.
    private const long NoLimit = 65_536;

    /// <summary>A sentence when this many descriptors are too few to run at all; null when they suffice.</summary>
    internal static string? FindProblem(long limit) => limit >= Headroom + LeastConnections
        ? null
        : $"it may open only {limit} files, and needs at least {Headroom + LeastConnections}. Raise the limit (ulimit -n, or LimitNOFILE of the service).";

    /// <summary>Shares a limit out: headroom first, an eighth for people, the rest for agents.</summary>
    internal static DescriptorBudget From(long limit, int? wanted = null)
    {
        var free = Math.Max(limit - Headroom, 2);
        var connections = (int)Math.Min(Math.Min(free, wanted ?? long.MaxValue), MostAgents);
        var http = Math.Clamp(connections / 8, 1, MostHttp);
        return new(limit, Math.Max(connections - http, 1), http);
    }

    /// <summary>The limit of this process.</summary>
    internal static long ReadLimit() =>
        !OperatingSystem.IsWindows() && Native.GetLimit(Native.OpenFiles, out var limit) == 0
            ? (long)Math.Min(limit.Soft, long.MaxValue)
            : NoLimit;
}

/// <summary><c>getrlimit(2)</c>.</summary>
internal static partial class Native
{
    /// <summary>RLIMIT_NOFILE: 7 on Linux, 8 on macOS and the BSDs.</summary>
    internal static int OpenFiles => OperatingSystem.IsLinux() ? 7 : 8;

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    internal static partial int GetLimit(int resource, out Limits limits);

    [StructLayout(LayoutKind.Sequential)]
    internal struct Limits
    {
        public ulong Soft;
        public ulong Hard;
    }
}
