namespace RemoteExec.Processes;

/// <summary>What a process writes to.</summary>
public enum OutputStream
{
    /// <summary>Descriptor 1.</summary>
    Stdout = 1,

    /// <summary>Descriptor 2.</summary>
    Stderr = 2,
}
