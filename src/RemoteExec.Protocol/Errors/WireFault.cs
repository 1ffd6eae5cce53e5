namespace RemoteExec.Protocol.Errors;

/// <summary>Something a peer did that the protocol answers with an error: an expected refusal, so a value and not an exception.</summary>
/// <param name="Code">What the peer is told.</param>
/// <param name="Detail">What the operator is told: a safe sentence that holds nothing the peer sent.</param>
public readonly record struct WireFault(WireErrorCode Code, string Detail);
