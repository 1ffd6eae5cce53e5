using RemoteExec.Fleet.Machines;
using RemoteExec.Fleet.Processes;

namespace RemoteExec.Fleet.Tests.Machines;

/// <summary>An agent as the specification wants it: it journals ids before it starts anything, and a repeat is answered with what it knows.</summary>
internal sealed class ModelAgent
{
    /// <summary>Every start of a program, by the server's id of the process.</summary>
    public List<long> Starts { get; } = [];

    public SortedSet<long> Alive { get; } = [];

    public long Highest { get; private set; }

    /// <summary>All it ever told; <see cref="ProcessState.Starting"/> stands for <c>executed started:true</c>.</summary>
    public List<(long Id, ProcessState State, int Attempt)> News { get; } = [];

    public Queue<(long Id, ProcessState State, int Attempt)> Fresh { get; } = new();

    /// <summary>Those of <see cref="Alive"/> that have ended and will be started again.</summary>
    public SortedSet<long> Pausing { get; } = [];

    private readonly HashSet<long> _known = [];
    private readonly Dictionary<long, int> _attempts = [];

    public int AttemptOf(long id) => _attempts.GetValueOrDefault(id, 1);

    public void Hear(MachineEffect effect)
    {
        switch (effect)
        {
            case MachineEffect.SendExecute execute:
                foreach (var entry in execute.Entries.Where(entry => _known.Add(entry.WireId)))
                {
                    Highest = Math.Max(Highest, entry.WireId);
                    Starts.Add(entry.Id);
                    Alive.Add(entry.WireId);
                    Say(entry.WireId, ProcessState.Starting);
                    Say(entry.WireId, ProcessState.Running);
                }

                break;
            case MachineEffect.SendKill kill:
                foreach (var id in kill.WireIds.Where(Alive.Contains))
                {
                    End(id, ProcessState.Closed);
                }

                break;
        }
    }

    public void End(long id, ProcessState how)
    {
        Alive.Remove(id);
        Pausing.Remove(id);
        Say(id, how);
    }

    /// <summary>It ends, and its policy wants it again after a pause; the pause of one that is in it is over.</summary>
    public void Restart(long id)
    {
        if (Pausing.Add(id))
        {
            Say(id, ProcessState.Pending);
            return;
        }

        Pausing.Remove(id);
        _attempts[id] = AttemptOf(id) + 1;
        Say(id, ProcessState.Running);
    }

    private void Say(long id, ProcessState state)
    {
        News.Add((id, state, AttemptOf(id)));
        Fresh.Enqueue((id, state, AttemptOf(id)));
    }
}
