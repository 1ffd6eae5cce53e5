namespace RemoteExec.Protocol.Framing;

/// <summary>
/// Every size the frame and packet layer holds a peer to. Those that apply before a peer has authenticated are apart,
/// because until then it is a stranger and gets as little of this machine as possible.
/// </summary>
public static class FrameLimits
{
    /// <summary>Largest DATA accepted, in bytes: 2^17 (seed: Definitions). One byte more is answered with error 201.</summary>
    public const int MaxDataLength = 131_072;

    /// <summary>Largest DATA accepted before authentication, in bytes.</summary>
    public const int MaxDataLengthBeforeAuthentication = 8_192;

    /// <summary>
    /// Whole frame, in bytes, that a message to an LE4 peer is split down to where it can be split: the legacy server
    /// loses its place when a frame arrives in more than one piece, and this fits one Ethernet segment.
    /// </summary>
    public const int LegacyFrameTarget = 1_400;

    /// <summary>Bytes that every sealed packet carries besides its JSON: nonce (24) and authenticator (16).</summary>
    public const int SealOverhead = 40;

    /// <summary>Largest JSON that fits a sealed packet, in bytes: <see cref="MaxDataLength"/> without base64, nonce and authenticator.</summary>
    public const int MaxJsonLength = (MaxDataLength / 4 * 3) - SealOverhead;

    /// <summary>Bytes of a connection that must be seen before its dialect is known.</summary>
    public const int DialectProbeLength = 5;

    /// <summary>
    /// First LENGTH up to which a stranger still passes for one of ours that sends too much (and is told so with error
    /// 201). Above it the peer speaks something else, and whatever we wrote would only confuse it.
    /// </summary>
    public const int LargestPlausibleLength = 1 << 24;

    /// <summary>How many nonces of a peer with random nonces are remembered to notice a replay.</summary>
    public const int RememberedNonces = 4_096;
}
