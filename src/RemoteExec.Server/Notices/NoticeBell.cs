using System.Threading.Channels;

namespace RemoteExec.Server.Notices;

/// <summary>Says that there is something to gather, or to deliver. A hint: who hears it reads what is stored.</summary>
internal sealed class NoticeBell
{
    /// <summary>Something has happened in a run that somebody is to be told of.</summary>
    internal Signal Happened { get; } = new();

    /// <summary>Notices were written.</summary>
    internal Signal Written { get; } = new();

    /// <summary>One that is remembered until somebody has heard it.</summary>
    internal sealed class Signal
    {
        private readonly Channel<bool> _rung = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

        internal void Ring() => _rung.Writer.TryWrite(true);

        /// <summary>Ends when it rings, or after a while.</summary>
        internal async Task HearAsync(TimeSpan most, TimeProvider time, CancellationToken cancellation)
        {
            using var passed = new CancellationTokenSource(most, time);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation, passed.Token);
            try
            {
                await _rung.Reader.ReadAsync(patience.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                // The while has passed.
            }
        }
    }
}
