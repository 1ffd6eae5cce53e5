using System.Buffers;
using System.Text;
using RemoteExec.Protocol.Cryptography;
using RemoteExec.Protocol.Tests.Vectors;

namespace RemoteExec.Protocol.Tests.Cryptography;

public class PublicVectorTests
{
    [Fact]
    public void FromSecretKey_Rfc7748Pairs_GivesTheirPublicKeys()
    {
        using var alice = BoxKeyPair.FromSecretKey(NaClVectors.AliceSecretKey);
        using var bob = BoxKeyPair.FromSecretKey(NaClVectors.BobSecretKey);

        Assert.Equal(NaClVectors.AlicePublicKey, alice.PublicKey.ToArray());
        Assert.Equal(NaClVectors.BobPublicKey, bob.PublicKey.ToArray());
    }

    [Fact]
    public void Agree_AliceAndBob_ShareTheFirstKeyOfNaCl()
    {
        using var alice = BoxKeyPair.FromSecretKey(NaClVectors.AliceSecretKey);
        using var bob = BoxKeyPair.FromSecretKey(NaClVectors.BobSecretKey);
        using var one = alice.Agree(NaClVectors.BobPublicKey);
        using var other = bob.Agree(NaClVectors.AlicePublicKey);

        Assert.Equal(NaClVectors.FirstKey, one!.Key.ToArray());
        Assert.Equal(NaClVectors.FirstKey, other!.Key.ToArray());
    }

    [Fact]
    public void SealWithNonce_NaClBox_GivesItsCiphertext() =>
        AssertSeals(NaClVectors.BobPublicKey, NaClVectors.AliceSecretKey, NaClVectors.Nonce, NaClVectors.Message, NaClVectors.Box);

    [Fact]
    public void SealWithNonce_TweetNaClBoxes_GivesTheirCiphertexts()
    {
        foreach (var (publicKey, secretKey, message, box) in TweetNaClVectors.All)
        {
            AssertSeals(
                Convert.FromBase64String(publicKey),
                Convert.FromBase64String(secretKey),
                new byte[24],
                Convert.FromBase64String(message),
                Convert.FromBase64String(box));
        }
    }

    [Fact]
    public void Sign_Rfc8032_GivesTheirSignaturesAndVerifies()
    {
        foreach (var (seed, publicKey, message, signature) in Ed25519Vectors.All)
        {
            using var key = SigningKey.FromSeed(Convert.FromHexString(seed));
            var made = new byte[SigningKey.SignatureLength];
            key.Sign(Convert.FromHexString(message), made);

            Assert.Equal(publicKey, Convert.ToHexStringLower(key.PublicKey));
            Assert.Equal(signature, Convert.ToHexStringLower(made));
            Assert.True(Ed25519.Verify(key.PublicKey, Convert.FromHexString(message), made));
        }
    }

    private static void AssertSeals(byte[] publicKey, byte[] secretKey, byte[] nonce, byte[] message, byte[] box)
    {
        using var pair = BoxKeyPair.FromSecretKey(secretKey);
        using var key = pair.Agree(publicKey);
        var data = new byte[BoxSealer.SealedLength(message.Length)];
        var expected = Convert.ToBase64String([.. nonce, .. box]);

        BoxSealer.SealWithNonce(key!, nonce, message, data);
        Assert.Equal(expected, Encoding.ASCII.GetString(data));

        var opened = new byte[message.Length];
        var ownPrefix = Enumerable.Repeat((byte)0xFF, BoxSealer.NoncePrefixLength).ToArray();
        Assert.Equal(OpenStatus.Opened, new BoxOpener(key!, ownPrefix).Open(new ReadOnlySequence<byte>(data), opened, out var written));
        Assert.Equal(message, opened[..written]);
    }
}
