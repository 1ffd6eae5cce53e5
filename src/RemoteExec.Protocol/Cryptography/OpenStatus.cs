namespace RemoteExec.Protocol.Cryptography;

/// <summary>What became of an encrypted packet. Everything but <see cref="Opened"/> is error 110 and ends the connection.</summary>
public enum OpenStatus
{
    /// <summary>Authentic, new and decrypted.</summary>
    Opened,

    /// <summary>DATA is not canonical base64. Plaintext after the key exchange ends here.</summary>
    NotBase64,

    /// <summary>It was not sealed with this connection's key, or was changed on the way.</summary>
    NotAuthentic,

    /// <summary>Its nonce was used before.</summary>
    Replayed,

    /// <summary>Its nonce is one of ours: our own packet came back.</summary>
    Reflected,

    /// <summary>The peer counts its packets, and this is not the next one.</summary>
    OutOfOrder,

    /// <summary>Too short for a nonce and an authenticator.</summary>
    TooShort,
}
