namespace RemoteExec.Protocol.Errors;

/// <summary>What follows from a code: the table of docs/protocol.md §6, in one place.</summary>
public static class WireErrors
{
    /// <summary>The code that a plain peer may be sent in place of this one; null: it is closed without a word.</summary>
    /// <param name="code">What happened.</param>
    public static WireErrorCode? ForPlainPeer(this WireErrorCode code) => code switch
    {
        WireErrorCode.IdentityRefused or WireErrorCode.RateLimited => WireErrorCode.WrongPassword,
        WireErrorCode.NotAuthenticated => null,
        _ => code,
    };

    /// <summary>True when a client that was told this must wait 30–60 s: trying again at once cannot help, and hammers a password check.</summary>
    /// <param name="code">What the server said.</param>
    public static bool MeansRefused(this WireErrorCode code) =>
        code is WireErrorCode.AddressNotAllowed or WireErrorCode.WrongPassword or WireErrorCode.IdentityRefused or WireErrorCode.RateLimited;

    /// <summary>True when a client that was told this after authentication has lost its connection.</summary>
    /// <param name="code">What the server said.</param>
    public static bool EndsConnection(this WireErrorCode code) => (int)code is < 200 and > 0 or (int)WireErrorCode.TooLarge;

    /// <summary>A sentence for people: what happened and what to do.</summary>
    /// <param name="code">What the peer said.</param>
    public static string Describe(this WireErrorCode code) => code switch
    {
        WireErrorCode.KeyNotReceived => "no usable public key was received in time; check that both ends speak the RemoteExec protocol",
        WireErrorCode.AddressNotAllowed => "this address is not in the server's IP pool; add it there",
        WireErrorCode.WrongPassword => "the agent password is wrong; compare it with the server's agent-password file",
        WireErrorCode.NotAuthenticated => "authentication did not come, or not in time",
        WireErrorCode.IdentityRefused => "the identity was refused: its token is spent or expired, it was revoked, or the server is not the pinned one",
        WireErrorCode.RateLimited => "too many wrong passwords came from this address; wait some minutes",
        WireErrorCode.CouldNotDecrypt => "a packet could not be decrypted; something between the two ends changes or repeats bytes",
        WireErrorCode.InvalidData => "a packet was not valid JSON of the expected shape",
        WireErrorCode.TooLarge => "a packet was larger than the limit",
        _ => $"the peer reported error {(int)code}",
    };
}
