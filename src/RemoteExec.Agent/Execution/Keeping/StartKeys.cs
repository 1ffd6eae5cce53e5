using System.Security.Cryptography;
using System.Text;
using RemoteExec.Agent.Execution.Ledger;

namespace RemoteExec.Agent.Execution.Keeping;

/// <summary>What a keeper calls things: derived from what the journal holds, so that an agent that starts again arrives at the same names.</summary>
internal static class StartKeys
{
    private const int Bytes = 12;

    /// <summary>A server.</summary>
    internal static string GroupOf(string book) => Hash(book);

    /// <summary>The log of a start. An id may be used again (servers without a journal), the moment at which it came is not.</summary>
    internal static string LogOf(string book, Start start) => Hash($"{book}\0{start.Id}\0{start.Received.UtcTicks}");

    /// <summary>One try of a start.</summary>
    internal static string KeyOf(string book, Start start) => KeyOf(book, start, start.Attempt);

    /// <summary>An earlier try of it.</summary>
    internal static string KeyOf(string book, Start start, int attempt) => $"{LogOf(book, start)}-{attempt}";

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, Bytes));
}
