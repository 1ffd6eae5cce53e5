using RemoteExec.Fleet.Machines;
using RemoteExec.Fleet.Processes;

namespace RemoteExec.Fleet.Tests.Machines;

public enum Happening
{
    /// <summary>The operator starts something.</summary>
    Start,

    /// <summary>The operator stops everything.</summary>
    Stop,

    /// <summary>The link breaks: what was under way in either direction is lost.</summary>
    Drop,

    /// <summary>The machine dials in and tells all it knows.</summary>
    Return,

    /// <summary>The oldest thing that is under way arrives, at either end.</summary>
    Deliver,

    /// <summary>A program on the machine ends.</summary>
    Exit,

    /// <summary>A program on the machine ends and is to be started again; or is started again.</summary>
    Restart,

    /// <summary>Time passes.</summary>
    Wait,
}

/// <summary>A model of an agent with a journal (docs/protocol.md §9.3), and a link that may break at any moment.</summary>
internal sealed class World
{
    private readonly Queue<Action> _toServer = new();
    private readonly Queue<MachineEffect> _toAgent = new();
    private int _carried;
    private Guid? _session;

    public Scenario Server { get; } = new();

    public ModelAgent Agent { get; } = new();

    public void Do(Happening happening)
    {
        switch (happening)
        {
            case Happening.Start:
                Server.Start(queueFor: TimeSpan.FromHours(10));
                break;
            case Happening.Stop:
                Server.Stop();
                break;
            case Happening.Drop:
                Drop();
                break;
            case Happening.Return when _session is null:
                Return();
                break;
            case Happening.Deliver:
                Deliver();
                break;
            case Happening.Exit when Agent.Alive.Count > 0:
                Agent.End(Agent.Alive.Min(), ProcessState.Exited);
                break;
            case Happening.Restart when Agent.Alive.Count > 0:
                Agent.Restart(Agent.Alive.Max());
                break;
            case Happening.Wait:
                Server.Now += TimeSpan.FromSeconds(1);
                Server.Do(state => MachineRules.Expire(state, Server.Now));
                break;
        }

        CollectSent();
        CollectNews();
    }

    public void Drop()
    {
        if (_session is { } session)
        {
            _session = null;
            _toServer.Clear();
            _toAgent.Clear();
            Server.Detach(session);
        }
    }

    public void Return()
    {
        _session = Server.Attach();
        TellEverythingAgain();
        foreach (var id in Agent.Alive)
        {
            Server.Status(id, Agent.Pausing.Contains(id) ? ProcessState.Pending : ProcessState.Running, Agent.AttemptOf(id));
        }

        Server.Snapshot(Agent.Highest);
        CollectSent();
    }

    public void DeliverAll()
    {
        CollectSent();
        CollectNews();
        while (_toAgent.Count + _toServer.Count > 0)
        {
            Deliver();
            CollectSent();
            CollectNews();
        }
    }

    /// <summary>Nothing was acknowledged: all news come again, in their order.</summary>
    public void TellEverythingAgain()
    {
        foreach (var news in Agent.News)
        {
            Tell(news);
        }
    }

    private void Tell((long Id, ProcessState State, int Attempt) news)
    {
        if (news.State == ProcessState.Starting)
        {
            Server.Executed(news.Id);
        }
        else
        {
            Server.Status(news.Id, news.State, news.Attempt);
        }
    }

    private void Deliver()
    {
        if (_toAgent.TryDequeue(out var effect))
        {
            Agent.Hear(effect);
        }
        else if (_toServer.TryDequeue(out var arrive))
        {
            arrive();
        }
    }

    private void CollectSent()
    {
        foreach (var effect in Server.Effects.Skip(_carried).Where(effect => effect is MachineEffect.SendExecute or MachineEffect.SendKill))
        {
            if (_session is not null)
            {
                _toAgent.Enqueue(effect);
            }
        }

        _carried = Server.Effects.Count;
    }

    private void CollectNews()
    {
        while (Agent.Fresh.TryDequeue(out var news))
        {
            if (_session is not null)
            {
                _toServer.Enqueue(() => Tell(news));
            }
        }
    }
}
