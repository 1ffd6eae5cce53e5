using RemoteExec.Protocol.Errors;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Connection;

/// <summary>How a connection that was ready ended.</summary>
/// <param name="Reason">For people.</param>
/// <param name="Bye">The server's goodbye; null: it said none.</param>
/// <param name="Error">The server's error; <see cref="WireErrorCode.None"/>: it reported none.</param>
/// <param name="Told">Whether we said why: then a lingering close lets the server read it.</param>
internal sealed record LinkEnd(string Reason, ByeMessage? Bye = null, WireErrorCode Error = WireErrorCode.None, bool Told = false);
