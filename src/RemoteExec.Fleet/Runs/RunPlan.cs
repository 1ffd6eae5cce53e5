using RemoteExec.Fleet.Sequences;

namespace RemoteExec.Fleet.Runs;

/// <summary>What a run will do: its sequence as it was, on the machines that its targets meant. It never changes, whatever becomes of the sequence or the fleet.</summary>
/// <param name="Sequence">As it was when the run was planned.</param>
/// <param name="Tracks">In the sequence's order.</param>
/// <param name="Lanes">One per track and machine, in that order.</param>
public sealed record RunPlan(Sequence Sequence, IReadOnlyList<PlannedTrack> Tracks, IReadOnlyList<Lane> Lanes)
{
    private ILookup<int, Lane>? _byTrack;

    /// <summary>The track of a lane.</summary>
    /// <param name="lane">The lane.</param>
    public Track TrackOf(Lane lane)
    {
        ArgumentNullException.ThrowIfNull(lane);
        return Sequence.Tracks[lane.Track];
    }

    /// <summary>The lanes of a track, in order.</summary>
    /// <param name="track">The track's place.</param>
    public IEnumerable<Lane> LanesOf(int track) => (_byTrack ??= Lanes.ToLookup(lane => lane.Track))[track];
}

/// <summary>A track, and whom it waits for.</summary>
/// <param name="Index">Its place in the sequence.</param>
/// <param name="After">Places of the tracks that must be ready first.</param>
/// <param name="Rank">0: waits for nobody; else one more than the highest it waits for.</param>
public sealed record PlannedTrack(int Index, IReadOnlyList<int> After, int Rank);

/// <summary>One machine performing one track.</summary>
/// <param name="Index">Its place in the plan.</param>
/// <param name="Track">Its track's place in the sequence.</param>
/// <param name="MachineId">The machine.</param>
/// <param name="Machine">What it was called.</param>
/// <param name="Presence">Whether it was there.</param>
/// <param name="KnowsClock">Whether it can start at an instant.</param>
/// <param name="CanStop">Whether it can be asked to stop a program.</param>
/// <param name="TellsCodes">Whether it says with which code a program ended; else every end by itself is a good one.</param>
public sealed record Lane(
    int Index, int Track, string MachineId, string Machine, LanePresence Presence, bool KnowsClock, bool CanStop, bool TellsCodes);

/// <summary>Whether a lane's machine was there when the run was planned. The numbers are stored: append only, never renumber.</summary>
public enum LanePresence
{
    /// <summary>It was.</summary>
    Connected = 1,

    /// <summary>It was away: its steps wait for it.</summary>
    Queued = 2,

    /// <summary>It was away: its steps are left out.</summary>
    Skipped = 3,

    /// <summary>It was away: a step wakes it, on this lane or on one that is waited for.</summary>
    Woken = 4,
}
