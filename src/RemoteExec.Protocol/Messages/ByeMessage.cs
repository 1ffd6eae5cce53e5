using System.Text.Json.Serialization;
using RemoteExec.Protocol.Messages.Json;

namespace RemoteExec.Protocol.Messages;

/// <summary><c>bye</c>: the sender is about to close.</summary>
/// <param name="Reason">One of <see cref="ByeReasons"/>, or a newer word.</param>
/// <param name="ReconnectAfter">Milliseconds that the other should wait at least; null: no wish.</param>
public sealed record ByeMessage(
    string Reason, [property: JsonConverter(typeof(WholeInt32Converter))] int? ReconnectAfter = null) : WireMessage;

/// <summary>Words of <see cref="ByeMessage.Reason"/>.</summary>
public static class ByeReasons
{
    /// <summary>The server stops.</summary>
    public const string Shutdown = "shutdown";

    /// <summary>A newer connection took the machine's place.</summary>
    public const string Replaced = "replaced";

    /// <summary>The identity was revoked.</summary>
    public const string Revoked = "revoked";

    /// <summary>The machine was removed.</summary>
    public const string Removed = "removed";

    /// <summary>The peer does not read what is sent to it.</summary>
    public const string Slow = "slow";

    /// <summary>The client stops.</summary>
    public const string Stopping = "stopping";
}
