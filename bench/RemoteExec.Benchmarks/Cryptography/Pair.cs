using RemoteExec.Protocol.Cryptography;

namespace RemoteExec.Benchmarks.Cryptography;

/// <summary>One end that seals and another that opens.</summary>
internal sealed class Pair
{
    internal Pair()
    {
        using var ours = BoxKeyPair.Generate();
        using var theirs = BoxKeyPair.Generate();
        Key = ours.Agree(theirs.PublicKey)!;
        Sealer = BoxSealer.Create(Key);
        Opener = new BoxOpener(Key, BoxSealer.Create(Key).NoncePrefix);
    }

    internal BoxSharedKey Key { get; }

    internal BoxSealer Sealer { get; }

    internal BoxOpener Opener { get; }
}
