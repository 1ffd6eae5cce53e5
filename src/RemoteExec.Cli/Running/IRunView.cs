using RemoteExec.Api.Output;
using RemoteExec.Api.Processes;

namespace RemoteExec.Cli.Running;

/// <summary>How a run is shown.</summary>
internal interface IRunView
{
    /// <summary>A process is followed from here on; nothing of it is shown before.</summary>
    void Begin(ProcessResource process);

    void Output(OutputItem item);

    void State(ProcessResource process);

    /// <summary>A sentence for the person who waits.</summary>
    void Say(string sentence);

    /// <summary>Nothing more comes.</summary>
    void Finish();
}
