using System.Text.Json.Serialization;
using RemoteExec.Protocol.Messages.Json;

namespace RemoteExec.Protocol.Messages;

/// <summary><c>ping</c>: are you there, and what time is it?</summary>
/// <param name="T0">When it was sent, µs since 1970 by the sender's clock.</param>
public sealed record PingMessage([property: JsonConverter(typeof(WholeInt64Converter))] long T0) : WireMessage;

/// <summary><c>pong</c>: yes.</summary>
/// <param name="T0">Of the ping.</param>
/// <param name="T1">When the ping was received, by the answerer's clock.</param>
/// <param name="T2">When the pong was sent, by the answerer's clock.</param>
public sealed record PongMessage(
    [property: JsonConverter(typeof(WholeInt64Converter))] long T0,
    [property: JsonConverter(typeof(WholeInt64Converter))] long T1,
    [property: JsonConverter(typeof(WholeInt64Converter))] long T2) : WireMessage;
