using RemoteExec.Api.Processes;
using RemoteExec.Cli.CommandLine;

namespace RemoteExec.Cli.Running;

/// <summary>Chooses how a run is shown.</summary>
internal static class RunViews
{
    internal static Task<int> ShowAsync(Session session, IReadOnlyList<ProcessResource> started, Interrupts interrupts)
    {
        if (started.Count > 1 && !session.Json && session.Around.OutIsTerminal && session.Around.ErrorIsTerminal)
        {
            return LiveView.ShowAsync(session, started, interrupts);
        }

        IRunView view = session.Json ? new JsonView(session)
            : started.Count == 1 ? new RawView(session)
            : PrefixedView.Plain(started, session);
        return new RunFollower(session.Client, view).FollowAsync(started, interrupts);
    }
}
