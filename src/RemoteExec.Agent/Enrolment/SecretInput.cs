using System.Text;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Enrolment;

/// <summary>Reads a secret from a file, or from standard input for <c>-</c>; never from an argument, which everybody on the machine can see.</summary>
internal static class SecretInput
{
    /// <summary>The secret without one trailing newline.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="InvalidDataException">It is empty, too long or not text.</exception>
    internal static string Read(string path, TextReader standardInput)
    {
        string text;
        try
        {
            text = path == "-" ? standardInput.ReadToEnd() : File.ReadAllText(path, new UTF8Encoding(false, throwOnInvalidBytes: true));
        }
        catch (DecoderFallbackException)
        {
            throw new InvalidDataException($"{Where(path)} does not hold text in UTF-8.");
        }

        var secret = text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text;
        return secret.Length == 0 ? throw new InvalidDataException($"{Where(path)} is empty.")
            : Encoding.UTF8.GetByteCount(secret) > MessageLimits.MaxPasswordBytes ? throw new InvalidDataException($"{Where(path)} holds more than {MessageLimits.MaxPasswordBytes} bytes.")
            : secret;
    }

    private static string Where(string path) => path == "-" ? "standard input" : path;
}
