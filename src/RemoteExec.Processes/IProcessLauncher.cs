namespace RemoteExec.Processes;

/// <summary>Starts programs, each in a session and process group of its own, with standard input from nowhere and no other descriptor of this process.</summary>
public interface IProcessLauncher
{
    /// <summary>Starts a program; returns once the operating system runs it.</summary>
    /// <param name="spec">The program.</param>
    /// <param name="output">Takes what it writes.</param>
    LaunchResult Start(ProcessSpec spec, IOutputSink output);
}
