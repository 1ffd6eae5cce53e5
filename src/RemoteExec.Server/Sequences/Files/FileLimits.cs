namespace RemoteExec.Server.Sequences.Files;

/// <summary>What a file may be, whatever is in it; what a sequence may be is <see cref="Fleet.Sequences.SequenceRules"/>'s.</summary>
internal static class FileLimits
{
    /// <summary>Bytes at most: 1 MiB.</summary>
    internal const int MaxBytes = 1 << 20;

    /// <summary>Lists and mappings within each other at most; a sequence needs six.</summary>
    internal const int MaxDepth = 16;

    /// <summary>Problems that are told at most; a person mends the first ones.</summary>
    internal const int MostProblems = 100;

    /// <summary>Different patterns of <c>ready.log</c> at most.</summary>
    internal const int MostPatterns = 256;

    /// <summary>Characters of a member's name at most, quotes and escapes included.</summary>
    internal const int MaxKeyLength = 2_048;
}
