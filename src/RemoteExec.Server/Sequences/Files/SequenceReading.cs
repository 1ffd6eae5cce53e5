using System.Diagnostics.CodeAnalysis;
using RemoteExec.Fleet.Sequences;

namespace RemoteExec.Server.Sequences.Files;

/// <summary>What a file said: a sequence, or everything that is wrong with it.</summary>
/// <param name="Sequence">Null when there are problems.</param>
/// <param name="Problems">In the order of the file; at most <see cref="FileLimits.MostProblems"/>, and one more that says so.</param>
internal sealed record SequenceReading(Sequence? Sequence, IReadOnlyList<SequenceFileProblem> Problems)
{
    /// <summary>Whether it is a sequence.</summary>
    [MemberNotNullWhen(true, nameof(Sequence))]
    internal bool IsRight => Sequence is not null;
}

/// <summary>Something that is wrong with a file.</summary>
/// <param name="Line">1 or more; within the file.</param>
/// <param name="Column">1 or more, in UTF-16 characters; at most one behind the end of the line.</param>
/// <param name="Path">What stands there, for example <c>tracks[1].steps[0].delay</c>; empty: the file.</param>
/// <param name="Sentence">What is allowed.</param>
internal sealed record SequenceFileProblem(int Line, int Column, string Path, string Sentence)
{
    /// <summary>As compilers write it, behind the file's name.</summary>
    public override string ToString() => $"{Line}:{Column}: {(Path.Length > 0 ? Path + ": " : "")}{Sentence}";
}
