namespace RemoteExec.Server.Gateway;

/// <summary>Time as the wire has it.</summary>
internal static class Clock
{
    /// <summary>Microseconds since 1970 UTC.</summary>
    internal static long Microseconds(DateTimeOffset at) => (at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
