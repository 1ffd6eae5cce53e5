using System.Globalization;
using RemoteExec.Api.Machines;
using RemoteExec.Fleet.Machines;
using RemoteExec.Server.Endpoints.Http;

namespace RemoteExec.Server.Endpoints.Machines;

/// <summary>What a machine may be called. The characters of targets are not for names: they would never be found again.</summary>
internal static class MachineChangeRules
{
    private const int MostLabels = 64;
    private const int MostValueLength = 256;

    internal static FieldErrors Check(MachineChange change)
    {
        var errors = new FieldErrors();
        if (change.Name is { } name && MachineNames.FindProblem(name) is { } problem)
        {
            errors.Add("name", $"cannot be used: {problem}");
        }

        if (change.Labels is not { } labels)
        {
            return errors;
        }

        if (labels.Count > MostLabels)
        {
            errors.Add("labels", $"may hold at most {MostLabels}");
        }

        foreach (var (key, value) in labels.Take(MostLabels))
        {
            if (MachineNames.FindProblem(key) is not null || (value is not null && !IsValue(value)))
            {
                errors.Add(
                    $"labels.{Settings.Escaped.Text(key, MachineNames.MaxLength)}",
                    $"must be a name of 1 to {MachineNames.MaxLength} characters without , = @ * and a value of at most {MostValueLength} without a comma; neither may hold control or direction characters");
            }
        }

        return errors;
    }

    // An empty value is one: "label=" finds it.
    private static bool IsValue(string text) =>
        text.Length <= MostValueLength && text.Trim().Length == text.Length
        && !text.Any(c => c == ',' || char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate);
}
