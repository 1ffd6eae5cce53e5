using RemoteExec.Api;
using RemoteExec.Api.Output;
using RemoteExec.Api.Processes;
using RemoteExec.Cli.CommandLine;

namespace RemoteExec.Cli.Running;

/// <summary>For programs: one JSON value per line.</summary>
internal sealed class JsonView(Session session) : IRunView
{
    public void Begin(ProcessResource process)
    {
    }

    public void Output(OutputItem item) => session.PrintJson(item, ApiJson.Default.OutputItem);

    public void State(ProcessResource process) => session.PrintJson(process, ApiJson.Default.ProcessResource);

    public void Say(string sentence) => session.Say(sentence);

    public void Finish()
    {
    }
}
