using RemoteExec.Fleet.Machines;

namespace RemoteExec.Fleet.Runs;

/// <summary>Which machines have been woken when a track's turn comes: by its own first step, or by that of a track it waits for.</summary>
internal sealed class WokenMachines
{
    private readonly HashSet<string>[] _byTrack;

    /// <param name="tracks">Of the plan.</param>
    /// <param name="wakes">Whether a track wakes its machines.</param>
    /// <param name="meant">The machines of a track.</param>
    internal WokenMachines(IReadOnlyList<PlannedTrack> tracks, Func<int, bool> wakes, Func<int, IEnumerable<Machine>> meant)
    {
        _byTrack = new HashSet<string>[tracks.Count];
        foreach (var track in tracks.OrderBy(track => track.Rank))
        {
            var own = _byTrack[track.Index] = new HashSet<string>(wakes(track.Index) ? meant(track.Index).Select(machine => machine.Id) : [], StringComparer.Ordinal);
            foreach (var before in track.After)
            {
                own.UnionWith(_byTrack[before]);
            }
        }
    }

    internal bool Contains(int track, Machine machine) => _byTrack[track].Contains(machine.Id);
}
