using System.Buffers;
using System.Text;
using RemoteExec.Protocol.Cryptography;
using RemoteExec.Protocol.Framing;
using RemoteExec.Protocol.Tests.Vectors;

namespace RemoteExec.Protocol.Tests.Cryptography;

/// <summary>The worked example of the specification, byte for byte; made with tweetnacl-js.</summary>
public class KnownAnswerTests
{
    private const string Json = """{"data":{"authenticate":{"password":"topsecret"}}}""";

    private const string Sealed =
        "aWlu6VW2K3PNYr2odfxz1oIZ4ANregs3YGin1vbTGB84f06NkuFCmUu8ADsAiMKcdqAi2a1/H9tucojsLkp/SncrTD8m9iD5V1dZ6YkV8hEkBbu311CKJmBz";

    [Fact]
    public void SealWithNonce_WorkedExample_GivesItsDataExactly()
    {
        using var alice = BoxKeyPair.FromSecretKey(NaClVectors.AliceSecretKey);
        using var shared = alice.Agree(NaClVectors.BobPublicKey);
        var data = new byte[BoxSealer.SealedLength(Json.Length)];

        BoxSealer.SealWithNonce(shared!, NaClVectors.Nonce, Encoding.UTF8.GetBytes(Json), data);

        Assert.Equal(Sealed, Encoding.ASCII.GetString(data));
    }

    [Fact]
    public void Open_WorkedExample_GivesItsJsonExactly()
    {
        using var bob = BoxKeyPair.FromSecretKey(NaClVectors.BobSecretKey);
        using var shared = bob.Agree(NaClVectors.AlicePublicKey);
        var opener = new BoxOpener(shared!, new byte[BoxSealer.NoncePrefixLength]);
        var json = new byte[BoxOpener.MaxOpenedLength(Sealed.Length)];

        var status = opener.Open(new ReadOnlySequence<byte>(Encoding.ASCII.GetBytes(Sealed)), json, out var written);

        Assert.Equal(OpenStatus.Opened, status);
        Assert.Equal(Json, Encoding.UTF8.GetString(json, 0, written));
    }

    [Fact]
    public void FirstPacket_WorkedExample_Is69BytesUnderACanonicalHeader()
    {
        var packet = $$$"""{"data":{"publicKey":"{{{KeyEncoding.Encode(NaClVectors.AlicePublicKey)}}}"}}""";
        var header = new byte[16];

        FrameWriter.WriteHeader(header, FrameDialect.BE16, Encoding.UTF8.GetByteCount(packet));

        Assert.Equal(69, packet.Length);
        Assert.Equal("00000045000000000000000000000000", Convert.ToHexString(header));
    }
}
