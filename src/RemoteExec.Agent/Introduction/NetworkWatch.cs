namespace RemoteExec.Agent.Introduction;

/// <summary>Notices that a machine's networks have become others. It looks, because the notices of the systems differ in what they miss.</summary>
/// <param name="look">Takes a picture.</param>
/// <param name="time">Says when to look.</param>
internal sealed class NetworkWatch(Func<NetworkPicture> look, TimeProvider time)
{
    /// <summary>From one look to the next.</summary>
    internal static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(1);

    /// <summary>The networks now.</summary>
    internal NetworkPicture Now() => look();

    /// <summary>Waits until the networks are others than were told.</summary>
    internal async Task<NetworkPicture> AfterAsync(NetworkPicture told, CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(LookEvery, time);
        while (true)
        {
            await timer.WaitForNextTickAsync(cancel).ConfigureAwait(false);
            if (look() is var now && !now.Equals(told))
            {
                return now;
            }
        }
    }
}
