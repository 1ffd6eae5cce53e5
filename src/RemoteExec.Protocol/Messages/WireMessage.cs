namespace RemoteExec.Protocol.Messages;

/// <summary>One base key of <c>data</c> with its value.</summary>
public abstract record WireMessage;
