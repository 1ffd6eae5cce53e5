namespace RemoteExec.Server.Accounts;

/// <summary>What a caller may do; each includes the ones before it. The words are stored and part of the HTTP interface.</summary>
internal static class Roles
{
    /// <summary>Sees everything but secrets.</summary>
    internal const string Viewer = "viewer";

    /// <summary>Starts and stops programs.</summary>
    internal const string Operator = "operator";

    /// <summary>Admits machines and people.</summary>
    internal const string Admin = "admin";

    /// <summary>From the least to the most.</summary>
    internal static readonly IReadOnlyList<string> All = [Viewer, Operator, Admin];

    /// <summary>Whether a role includes another; never for a word that is not a role.</summary>
    internal static bool Includes(string? held, string needed) =>
        Rank(held) is var rank and >= 0 && rank >= Rank(needed);

    /// <summary>The one that includes less; never more than a word that is not a role allows, which is nothing.</summary>
    internal static string Lesser(string one, string other) => Includes(one, other) ? other : one;

    /// <summary>"viewer, operator or admin".</summary>
    internal static string Choice => $"{string.Join(", ", All.Take(All.Count - 1))} or {All[^1]}";

    private static int Rank(string? role)
    {
        for (var index = 0; index < All.Count; index++)
        {
            if (All[index] == role)
            {
                return index;
            }
        }

        return -1;
    }
}
