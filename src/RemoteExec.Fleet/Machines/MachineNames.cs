using System.Globalization;
using System.Text;

namespace RemoteExec.Fleet.Machines;

/// <summary>Names of machines: what they may be, and how two that want the same one are told apart.</summary>
public static class MachineNames
{
    /// <summary>Characters at most.</summary>
    public const int MaxLength = 64;

    private const string Forbidden = ",=@*";

    /// <summary>Checks a name that a person chose.</summary>
    /// <param name="name">The name.</param>
    /// <returns>Null when it may be used, else a sentence.</returns>
    public static string? FindProblem(string name) =>
        string.IsNullOrWhiteSpace(name) || name.Length > MaxLength ? $"a name has 1–{MaxLength} characters"
        : name.Any(c => Forbidden.Contains(c, StringComparison.Ordinal)) ? "a name may not hold , = @ or *"
        : name.Any(IsInvisible) ? "a name may not hold control or direction characters"
        : name != name.Trim() ? "a name may not begin or end with a space"
        : MachineIds.LooksLikeOne(name) ? "a name may not look like a machine's id"
        : null;

    /// <summary>Makes a usable name of what a machine calls itself.</summary>
    /// <param name="wanted">Anything.</param>
    /// <param name="otherwise">Used when nothing is left.</param>
    public static string Sanitize(string? wanted, string otherwise)
    {
        var kept = new StringBuilder();
        foreach (var c in wanted ?? "")
        {
            kept.Append(Forbidden.Contains(c, StringComparison.Ordinal) ? '-' : IsInvisible(c) ? "" : c);
        }

        var name = kept.ToString().Trim();
        name = (name.Length > MaxLength ? name[..MaxLength] : name).TrimEnd();
        return name.Length == 0 || MachineIds.LooksLikeOne(name) ? otherwise : name;
    }

    /// <summary>The name itself, or the first of NAME-2, NAME-3, … that is free.</summary>
    /// <param name="wanted">A usable name.</param>
    /// <param name="isTaken">Whether another machine has it.</param>
    public static string MakeUnique(string wanted, Func<string, bool> isTaken)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        ArgumentNullException.ThrowIfNull(isTaken);
        var name = wanted;
        for (var number = 2; isTaken(name); number++)
        {
            var suffix = $"-{number}";
            var stem = wanted.Length + suffix.Length > MaxLength ? wanted[..(MaxLength - suffix.Length)] : wanted;
            name = stem + suffix;
        }

        return name;
    }

    internal static bool IsInvisible(char c) =>
        char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
