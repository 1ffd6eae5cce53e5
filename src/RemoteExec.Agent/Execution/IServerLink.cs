using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Execution;

/// <summary>A connection that is ready, as those see it who have something to tell.</summary>
internal interface IServerLink
{
    /// <summary>What both ends agreed on.</summary>
    WireExtensions Extensions { get; }

    /// <summary>Queues a message.</summary>
    /// <returns>False when the server does not take what is sent to it.</returns>
    bool TrySend(WireMessage message);

    /// <summary>Queues a message, waiting for room.</summary>
    ValueTask SendAsync(WireMessage message, CancellationToken cancel);

    /// <summary>Ends the connection; the first reason counts.</summary>
    void Abort(string reason);
}
