namespace RemoteExec.Protocol.Messages;

/// <summary><c>wake</c>: machines near the client that it is to wake over its networks. There is no answer: whether it worked shows when they come.</summary>
/// <param name="Macs">1–<see cref="MessageLimits.MaxMacs"/> hardware addresses, each as <c>02:00:5e:10:00:01</c>.</param>
public sealed record WakeMessage(IReadOnlyList<string> Macs) : WireMessage;
