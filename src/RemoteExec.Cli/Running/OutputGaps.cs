using RemoteExec.Api.Output;
using RemoteExec.Cli.Printing;

namespace RemoteExec.Cli.Running;

/// <summary>Notices output that is missing: a piece that begins beyond the end of the one before.</summary>
internal sealed class OutputGaps
{
    private readonly Dictionary<(long Process, string Stream), long> _ends = [];

    /// <returns>A sentence when something is missing before this piece; else null.</returns>
    internal string? Before(OutputItem item)
    {
        var end = _ends.GetValueOrDefault((item.Process, item.Stream));
        _ends[(item.Process, item.Stream)] = Math.Max(end, item.Offset + item.Length());
        return item.Offset > end
            ? $"remoteexec: {item.Offset - end} bytes of {item.Stream} of process {item.Process} are missing here: they came faster than they could be kept"
            : null;
    }
}
