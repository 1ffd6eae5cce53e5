namespace RemoteExec.Api.Sequences;

/// <summary>Something that is wrong in a sequence's file.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Path">Where in its structure, for example <c>tracks[1].after[0]</c>; may be empty.</param>
/// <param name="Detail">What is allowed.</param>
public sealed record FileProblemResource(int Line, int Column, string Path, string Detail);
