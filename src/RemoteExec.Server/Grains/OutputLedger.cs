using RemoteExec.Storage;
using RemoteExec.Storage.Reading;

namespace RemoteExec.Server.Grains;

/// <summary>How far the output of a machine's processes has come: what is sent again after a break is recognised by its offset.</summary>
internal sealed class OutputLedger(IFleetReader reader, TimeProvider time)
{
    private const int ManyKnown = 1_024;

    private readonly Dictionary<long, Dictionary<int, long>> _ends = [];

    /// <summary>What of a piece is new, as a record; null when nothing is.</summary>
    internal async Task<StorageChange.AddOutput?> TakeAsync(long processId, OutputNews news)
    {
        var ends = await EndsAsync(processId);
        var end = ends.GetValueOrDefault(news.Stream);
        var skip = (int)Math.Clamp(end - news.Offset, 0, news.Bytes.Length);
        if (skip == news.Bytes.Length)
        {
            return null;
        }

        ends[news.Stream] = news.Offset + news.Bytes.Length;
        return new StorageChange.AddOutput(
            new OutputRow(0, processId, news.Stream, news.Offset + skip, time.GetUtcNow(), skip == 0 ? news.Bytes : news.Bytes[skip..]));
    }

    /// <summary>How far a stream has come.</summary>
    internal async Task<long> EndAsync(long processId, int stream) => (await EndsAsync(processId)).GetValueOrDefault(stream);

    /// <summary>Forgets, once many are known, all but the given processes; what is asked for again is read again.</summary>
    internal void KeepOnly(Func<IEnumerable<long>> processIds)
    {
        if (_ends.Count < ManyKnown)
        {
            return;
        }

        var kept = processIds().ToHashSet();
        foreach (var id in _ends.Keys.Where(id => !kept.Contains(id)).ToList())
        {
            _ends.Remove(id);
        }
    }

    private async Task<Dictionary<int, long>> EndsAsync(long processId)
    {
        if (!_ends.TryGetValue(processId, out var ends))
        {
            ends = new Dictionary<int, long>(await reader.OutputEndsAsync(processId, CancellationToken.None));
            _ends[processId] = ends;
        }

        return ends;
    }
}
