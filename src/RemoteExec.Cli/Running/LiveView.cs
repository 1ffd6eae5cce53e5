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
    private readonly Dictionary<long, string> _states = [];
    private readonly int _total;
    private readonly IAnsiConsole _console;
    private readonly StatusContext _status;
    private readonly PrefixedView _lines;
    private readonly Lock _gate = new();

    private LiveView(IAnsiConsole console, StatusContext status, IReadOnlyList<string> machines, int total)
    {
        _console = console;
        _status = status;
        _total = total;
        _lines = new PrefixedView(machines, (_, line) => Write(Encoding.UTF8.GetString(line.Span).TrimEnd('\n', '\r')), Write);
    }

    /// <summary>Shows what a piece of work does while it does it.</summary>
    /// <param name="session">The terminal's.</param>
    /// <param name="machines">Those that may come.</param>
    /// <param name="total">Processes that may come.</param>
    /// <param name="work">The work, with the view it is to tell.</param>
    internal static Task<T> ShowAsync<T>(Session session, IReadOnlyList<string> machines, int total, Func<IRunView, Task<T>> work)
    {
        var console = Terminal.Open(session.Around);
        return console.Status().StartAsync(Summary([], total), status => work(new LiveView(console, status, machines, total)));
    }

    public void Begin(ProcessResource process)
    {
        _lines.Begin(process);
        Note(process);
    }

    public void Output(OutputItem item) => _lines.Output(item);

    public void State(ProcessResource process)
    {
        _lines.State(process);
        Note(process);
    }

    public void Say(string sentence) => Write(sentence);

    public void Finish() => _lines.Finish();

    /// <summary>Such as "2 of 3 ended: 1 running, 2 exited", and how many are not begun.</summary>
    internal static string Summary(IEnumerable<string> states, int total)
    {
        var all = states.ToList();
        var counts = all.GroupBy(state => state).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => $"{group.Count()} {Escaped.Text(group.Key)}");
        var open = total - all.Count;
        return $"{all.Count(ProcessStateWords.IsFinal)} of {total} ended: {string.Join(", ", open > 0 ? counts.Append($"{open} not begun") : counts)}".EscapeMarkup();
    }

    private void Note(ProcessResource process)
    {
        lock (_gate)
        {
            _states[process.Id] = process.State;
            _status.Status(Summary(_states.Values, _total));
        }
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
