using RemoteExec.Api.Output;
using RemoteExec.Api.Processes;

namespace RemoteExec.Api.Client;

/// <summary>Something that a followed process wrote, or that became of it. Exactly one of the two is there.</summary>
/// <param name="Output">A piece of output.</param>
/// <param name="State">The process as it is now.</param>
public readonly record struct OutputEvent(OutputItem? Output, ProcessResource? State);
