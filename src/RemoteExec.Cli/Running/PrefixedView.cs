using RemoteExec.Api.Output;
using RemoteExec.Api.Processes;
using RemoteExec.Cli.CommandLine;
using RemoteExec.Cli.Printing;

namespace RemoteExec.Cli.Running;

/// <summary>Several machines: whole lines, each with the name of its machine before it.</summary>
/// <param name="machines">Those that may come: the longest name gives the width.</param>
/// <param name="write">Writes a line; true: it is one of standard error.</param>
/// <param name="say">Says a sentence to the person.</param>
internal sealed class PrefixedView(IEnumerable<string> machines, Action<bool, ReadOnlyMemory<byte>> write, Action<string> say) : IRunView
{
    private readonly Dictionary<(long Process, bool Error), LinePrefixer> _streams = [];
    private readonly int _width = machines.Max(machine => Escaped.Text(machine).Length);

    internal static PrefixedView Plain(IEnumerable<string> machines, Session session) => new(
        machines,
        (error, line) =>
        {
            var stream = error ? session.Around.Error : session.Around.Out;
            stream.Write(line.Span);
            stream.Flush();
        },
        session.Say);

    public void Begin(ProcessResource process)
    {
        var prefix = Escaped.Text(process.Machine).PadRight(_width) + " | ";
        _streams[(process.Id, false)] = new LinePrefixer(prefix, line => write(false, line));
        _streams[(process.Id, true)] = new LinePrefixer(prefix, line => write(true, line));
    }

    public void Output(OutputItem item)
    {
        if (_streams.TryGetValue((item.Process, item.IsError()), out var stream))
        {
            stream.Add(item.Content());
        }
    }

    public void State(ProcessResource process)
    {
        // What an attempt left unfinished is not the beginning of the next one's first line.
        if (ProcessStateWords.IsFinal(process.State) || process.State == ProcessStateWords.Pending)
        {
            _streams[(process.Id, false)].Finish();
            _streams[(process.Id, true)].Finish();
        }
    }

    public void Say(string sentence) => say(sentence);

    public void Finish()
    {
        foreach (var stream in _streams.Values)
        {
            stream.Finish();
        }
    }
}
