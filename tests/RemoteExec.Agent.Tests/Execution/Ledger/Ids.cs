using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Tests.Execution.Ledger;

internal static class Ids
{
    internal static WireId Of(string text) => WireId.TryCreate(text, out var id) ? id : throw new ArgumentException(text);
}
