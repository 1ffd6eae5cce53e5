using System.Globalization;
using RemoteExec.Server.Endpoints.Http;

namespace RemoteExec.Server.Accounts;

/// <summary>What accounts may be called, what a password is, how long a personal token lives. Sentences are second halves: "must have …".</summary>
internal static class AccountRules
{
    internal const int MostNameLength = 64;
    internal const int LeastPassword = 10;
    internal const int MostPassword = 128;
    internal const int WrongPasswords = 5;

    internal static readonly TimeSpan LockedFor = TimeSpan.FromMinutes(5);
    internal static readonly TimeSpan TokenLife = TimeSpan.FromDays(30);
    internal static readonly TimeSpan LeastTokenLife = TimeSpan.FromMinutes(1);
    internal static readonly TimeSpan MostTokenLife = TimeSpan.FromDays(3_650);

    /// <summary>Null when it can be a name. One that stands in an address must not take that apart.</summary>
    internal static string? NameProblem(string name) =>
        name.Length is 0 or > MostNameLength ? $"must have 1 to {MostNameLength} characters"
        : name.Any(c => c is '/' or '\\' || IsInvisible(c)) ? "must not hold / or \\, nor control or direction characters"
        : name.Trim().Length != name.Length ? "must not begin or end with a space"
        : name is "." or ".." ? "must not be . or .."
        : null;

    /// <summary>Null when it can be a password. How long it is decides; which characters it holds is the person's business.</summary>
    internal static string? PasswordProblem(string password) =>
        password.Length is < LeastPassword or > MostPassword ? $"must have {LeastPassword} to {MostPassword} characters" : null;

    internal static string? RoleProblem(string role) => Roles.All.Contains(role) ? null : $"must be {Roles.Choice}";

    internal static string? LifeProblem(int? seconds) =>
        seconds is { } wanted && (wanted < LeastTokenLife.TotalSeconds || wanted > MostTokenLife.TotalSeconds)
            ? $"must be from {LeastTokenLife.TotalSeconds} to {MostTokenLife.TotalSeconds} seconds"
            : null;

    /// <summary>Adds what is wrong with a field, if anything is.</summary>
    internal static FieldErrors Check(this FieldErrors errors, string field, string? problem)
    {
        if (problem is not null)
        {
            errors.Add(field, problem);
        }

        return errors;
    }

    private static bool IsInvisible(char c) => char.IsControl(c)
        || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
