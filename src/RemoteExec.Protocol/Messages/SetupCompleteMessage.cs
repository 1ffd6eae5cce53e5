namespace RemoteExec.Protocol.Messages;

/// <summary><c>setupComplete</c>: who the client is to the server.</summary>
/// <param name="Id">The machine's id.</param>
/// <param name="Name">The name it goes by, perhaps with <c>-2</c> behind it.</param>
public sealed record SetupCompleteMessage(string Id, string Name) : WireMessage;
