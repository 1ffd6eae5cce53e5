namespace RemoteExec.Server.Sequences.Files;

/// <summary>The words of a file, in the order of the numbers that they stand for, which begin with 1.</summary>
internal static class FileWords
{
    internal static readonly string[] OnFailure = ["continue", "stop", "unwind"];

    internal static readonly string[] Offline = ["refuse", "queue", "skip"];

    internal static readonly string[] RestartOn = ["never", "unexpected", "always"];
}
