namespace RemoteExec.Protocol.Messages;

/// <summary><c>authVerification</c>: the answer that LE4 clients and clients with extensions get.</summary>
/// <param name="Accepted">Whether the client is in; either spelling counts on receipt, both are sent.</param>
/// <param name="Message">For people; usually empty.</param>
public sealed record AuthVerificationMessage(bool Accepted, string Message) : WireMessage;
