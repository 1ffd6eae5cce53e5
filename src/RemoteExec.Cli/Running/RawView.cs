using RemoteExec.Api.Output;
using RemoteExec.Api.Processes;
using RemoteExec.Cli.CommandLine;
using RemoteExec.Cli.Printing;

namespace RemoteExec.Cli.Running;

/// <summary>One machine: its bytes as they are, as if the program ran here.</summary>
internal sealed class RawView(Session session) : IRunView
{
    public void Begin(ProcessResource process)
    {
    }

    public void Output(OutputItem item)
    {
        var stream = item.IsError() ? session.Around.Error : session.Around.Out;
        stream.Write(item.Content());
        stream.Flush();
    }

    public void State(ProcessResource process)
    {
    }

    public void Say(string sentence) => session.Say(sentence);

    public void Finish()
    {
    }
}
