namespace RemoteExec.Protocol.Errors;

/// <summary>The codes of <c>{"error":{"code":N}}</c> (seed: Error codes; docs/protocol.md §6). Append only: a number is never given another meaning.</summary>
public enum WireErrorCode
{
    /// <summary>An error packet without a usable code.</summary>
    None = 0,

    /// <summary>A key was expected and none that can be used came, or not in time.</summary>
    KeyNotReceived = 100,

    /// <summary>The address is outside the server's pool.</summary>
    AddressNotAllowed = 101,

    /// <summary>The password is wrong.</summary>
    WrongPassword = 102,

    /// <summary>A message that needs authentication came before it, or authentication did not come in time.</summary>
    NotAuthenticated = 103,

    /// <summary>The identity was refused: pin, signature, revoked, token spent.</summary>
    IdentityRefused = 104,

    /// <summary>Too many wrong passwords from this address.</summary>
    RateLimited = 105,

    /// <summary>A packet does not decrypt, was replayed or reflected, or came in plaintext after the keys.</summary>
    CouldNotDecrypt = 110,

    /// <summary>Not JSON, or JSON of the wrong shape.</summary>
    InvalidData = 200,

    /// <summary>LENGTH is over the limit.</summary>
    TooLarge = 201,
}
