namespace RemoteExec.Api.Output;

/// <summary>Names of streams and of server-sent events of output.</summary>
public static class OutputStreams
{
    /// <summary>Standard output.</summary>
    public const string Stdout = "stdout";

    /// <summary>Standard error.</summary>
    public const string Stderr = "stderr";

    /// <summary>An event whose data is an <see cref="OutputItem"/>.</summary>
    public const string OutputEvent = "output";

    /// <summary>An event whose data is a <see cref="Processes.ProcessResource"/>.</summary>
    public const string StateEvent = "state";

    /// <summary>The last event: every process has ended and all of its output was sent.</summary>
    public const string EndEvent = "end";
}
