namespace RemoteExec.Protocol.Tests.Sessions;

/// <summary>How long a test waits for something that happens at once, on a machine that is busy with something else.</summary>
internal static class Patience
{
    internal static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    internal static Task<T> Soon<T>(this Task<T> task) => task.WaitAsync(Long);

    internal static Task Soon(this Task task) => task.WaitAsync(Long);
}
