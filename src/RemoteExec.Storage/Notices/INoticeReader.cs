using RemoteExec.Fleet.Notices;

namespace RemoteExec.Storage.Notices;

/// <summary>What is to be told, and what became of it. Committed rows only.</summary>
public interface INoticeReader
{
    /// <summary>Events of which no notice has been written yet, rising; ids come with them.</summary>
    Task<IReadOnlyList<(long Id, NoticeEvent Event)>> EventsAsync(int limit, CancellationToken cancellation);

    /// <summary>What the rules remember.</summary>
    Task<NoticeState> StateAsync(CancellationToken cancellation);

    /// <summary>Queued notices, those that are due first come first.</summary>
    Task<IReadOnlyList<NoticeRow>> QueuedAsync(int limit, CancellationToken cancellation);

    /// <summary>Notices, newest first, those before <paramref name="beforeId"/> (null: from the newest).</summary>
    /// <param name="state">Only those in this state; null: all.</param>
    Task<IReadOnlyList<NoticeRow>> NoticesAsync(NoticeDelivery? state, string? beforeId, int limit, CancellationToken cancellation);
}

/// <summary>A notice as it is stored.</summary>
/// <param name="Id">Rises with time; it goes with the message, so that a recipient knows a second delivery.</param>
/// <param name="Recipient">An e-mail address, or <c>webhook:NAME</c>.</param>
/// <param name="Content">What it says.</param>
/// <param name="Delivery">How far it has come.</param>
public sealed record NoticeRow(string Id, string Recipient, NoticeContent Content, Delivery Delivery);
