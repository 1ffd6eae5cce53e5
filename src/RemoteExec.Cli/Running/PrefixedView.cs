using RemoteExec.Api.Output;
using RemoteExec.Api.Processes;
using RemoteExec.Cli.CommandLine;
using RemoteExec.Cli.Printing;

namespace RemoteExec.Cli.Running;

/// <summary>Several machines: whole lines, each with the name of its machine before it.</summary>
internal sealed class PrefixedView : IRunView
{
    private readonly Dictionary<(long Process, bool Error), LinePrefixer> _streams = [];
    private readonly Action<string> _say;

    internal PrefixedView(IReadOnlyList<ProcessResource> processes, Action<bool, ReadOnlyMemory<byte>> write, Action<string> say)
    {
        _say = say;
        var width = processes.Max(process => Escaped.Text(process.Machine).Length);
        foreach (var process in processes)
        {
            var prefix = Escaped.Text(process.Machine).PadRight(width) + " | ";
            _streams[(process.Id, false)] = new LinePrefixer(prefix, line => write(false, line));
            _streams[(process.Id, true)] = new LinePrefixer(prefix, line => write(true, line));
        }
    }

    internal static PrefixedView Plain(IReadOnlyList<ProcessResource> processes, Session session) => new(
        processes,
        (error, line) =>
        {
            var stream = error ? session.Around.Error : session.Around.Out;
            stream.Write(line.Span);
            stream.Flush();
        },
        session.Say);

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

    public void Say(string sentence) => _say(sentence);

    public void Finish()
    {
        foreach (var stream in _streams.Values)
        {
            stream.Finish();
        }
    }
}
