namespace RemoteExec.Protocol.Messages;

/// <summary>What two ends may agree on beyond the seed (docs/protocol.md §9).</summary>
[Flags]
public enum WireExtensions
{
    /// <summary>A plain peer.</summary>
    None = 0,

    /// <summary>Long-term Ed25519 keys and strict nonces.</summary>
    Identity = 1,

    /// <summary>The client introduces itself.</summary>
    Setup = 2,

    /// <summary>Sequence numbers, acknowledgement, snapshot.</summary>
    Journal = 4,

    /// <summary>Processes can be stopped.</summary>
    Kill = 8,

    /// <summary>Both ends look whether the other lives.</summary>
    Ping = 16,

    /// <summary>Standard output and error are streamed.</summary>
    Output = 32,

    /// <summary>Environment, working directory, timeout and policies of an entry.</summary>
    Supervise = 64,

    /// <summary>The client knows the server's time, and starts at an instant of it.</summary>
    Clock = 128,

    /// <summary>The client says what it would start, without starting it.</summary>
    Check = 256,

    /// <summary>The client wakes other machines on its networks.</summary>
    Wake = 512,

    /// <summary>All that this version speaks.</summary>
    All = Identity | Setup | Journal | Kill | Ping | Output | Clock | Supervise | Check | Wake,
}
