using RemoteExec.Api.Processes;
using RemoteExec.Protocol.Messages.Policies;

namespace RemoteExec.Server.Sequences.Files;

/// <summary>Judges the patterns of <c>ready.log</c>, each once however often it stands in the file: making a matcher of one takes milliseconds, and a file has thousands of steps.</summary>
internal sealed class PatternJudge(Findings findings)
{
    private const string Usable = ".";

    private readonly Dictionary<string, bool> _known = new(StringComparer.Ordinal);

    /// <summary>Says what is wrong with the pattern of a request.</summary>
    /// <param name="path">Where the request stands.</param>
    /// <returns>The request as others judge it: about its pattern nothing is left to be said.</returns>
    internal ExecutableRequest Judge(string path, ExecutableRequest request)
    {
        if (request.Ready is not { Log: { } pattern } ready)
        {
            return request;
        }

        if (!_known.TryGetValue(pattern, out var isUsable))
        {
            // Beyond the limit none is made any more.
            isUsable = _known.Count >= FileLimits.MostPatterns || ReadyPattern.IsUsable(pattern);
            _known.Add(pattern, isUsable);
            if (_known.Count == FileLimits.MostPatterns + 1)
            {
                findings.Add($"{path}.ready.log", $"a file holds at most {FileLimits.MostPatterns} different patterns");
            }
        }

        if (!isUsable)
        {
            findings.Add($"{path}.ready.log", $"log {ReadyPattern.Sentence}");
        }

        return request with { Ready = ready with { Log = Usable } };
    }
}
