using RemoteExec.Api.Output;
using RemoteExec.Api.Processes;

namespace RemoteExec.Cli.Running;

/// <summary>One view for several that follow at the same time: one speaks after the other.</summary>
internal sealed class SharedView(IRunView view) : IRunView
{
    private readonly Lock _gate = new();

    public void Begin(ProcessResource process)
    {
        lock (_gate)
        {
            view.Begin(process);
        }
    }

    public void Output(OutputItem item)
    {
        lock (_gate)
        {
            view.Output(item);
        }
    }

    public void State(ProcessResource process)
    {
        lock (_gate)
        {
            view.State(process);
        }
    }

    public void Say(string sentence)
    {
        lock (_gate)
        {
            view.Say(sentence);
        }
    }

    public void Finish()
    {
        lock (_gate)
        {
            view.Finish();
        }
    }
}
