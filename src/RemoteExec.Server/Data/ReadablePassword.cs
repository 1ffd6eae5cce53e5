using System.Security.Cryptography;

namespace RemoteExec.Server.Data;

/// <summary>Passwords that a person can read to another over the telephone.</summary>
internal static class ReadablePassword
{
    // 30 letters and digits that are not mistaken for one another (no 0 O 1 l i o): 4.9 bits each.
    private const string Letters = "abcdefghjkmnpqrstuvwxyz2345678";
    private const int Groups = 5;
    private const int GroupLength = 5;

    /// <summary>Five groups of five, 122 bits.</summary>
    internal static string Create() =>
        string.Join('-', Enumerable.Range(0, Groups).Select(_ => RandomNumberGenerator.GetString(Letters, GroupLength)));
}
