using System.Text;
using RemoteExec.Api.Output;
using RemoteExec.Api.Processes;
using RemoteExec.Cli.CommandLine;
using RemoteExec.Cli.Printing;
using Spectre.Console;

namespace RemoteExec.Cli.Running;

/// <summary>Several machines on a terminal: their lines, and below them how far the run is.</summary>
internal sealed class LiveView : IRunView
{
    private readonly Dictionary<long, string> _states;
    private readonly IAnsiConsole _console;
    private readonly StatusContext _status;
    private readonly PrefixedView _lines;
    private readonly Lock _gate = new();

    private LiveView(IAnsiConsole console, StatusContext status, IReadOnlyList<ProcessResource> processes)
    {
        _console = console;
        _status = status;
        _states = processes.ToDictionary(process => process.Id, process => process.State);
        _lines = new PrefixedView(processes, (_, line) => Write(Encoding.UTF8.GetString(line.Span).TrimEnd('\n', '\r')), Write);
    }

    internal static Task<int> ShowAsync(Session session, IReadOnlyList<ProcessResource> started, Interrupts interrupts)
    {
        var console = Terminal.Open(session.Around);
        return console.Status().StartAsync(
            Summary(started.Select(process => process.State)),
            status => new RunFollower(session.Client, new LiveView(console, status, started)).FollowAsync(started, interrupts));
    }

    public void Output(OutputItem item) => _lines.Output(item);

    public void State(ProcessResource process)
    {
        _lines.State(process);
        lock (_gate)
        {
            _states[process.Id] = process.State;
            _status.Status(Summary(_states.Values));
        }
    }

    public void Say(string sentence) => Write(sentence);

    public void Finish() => _lines.Finish();

    /// <summary>Such as "2 of 3 ended: 1 running, 2 exited".</summary>
    internal static string Summary(IEnumerable<string> states)
    {
        var all = states.ToList();
        var counts = all.GroupBy(state => state).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => $"{group.Count()} {Escaped.Text(group.Key)}");
        return $"{all.Count(ProcessStateWords.IsFinal)} of {all.Count} ended: {string.Join(", ", counts)}".EscapeMarkup();
    }

    // A tab is the one command that lines may have here: others would move the cursor under the status.
    private void Write(string line)
    {
        lock (_gate)
        {
            _console.Write(new Text(string.Join('\t', line.Split('\t').Select(Escaped.Text)) + "\n"));
        }
    }
}
