using RemoteExec.Api.Machines;
using RemoteExec.Server.Endpoints.Http;

namespace RemoteExec.Server.Endpoints.Machines;

/// <summary>What a machine may be called. The characters of targets are not for names: they would never be found again.</summary>
internal static class MachineChangeRules
{
    private const int MostLength = 64;
    private const int MostLabels = 64;
    private const int MostValueLength = 256;

    internal static FieldErrors Check(MachineChange change)
    {
        var errors = new FieldErrors();
        if (change.Name is { } name && !IsName(name))
        {
            errors.Add("name", $"must have 1 to {MostLength} characters, none of them , = @ * or a control character");
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
            if (!IsName(key) || (value is not null && (value.Length > MostValueLength || value.Contains(',', StringComparison.Ordinal) || value.Any(char.IsControl))))
            {
                errors.Add(
                    $"labels.{Settings.Escaped.Text(key, MostLength)}",
                    $"must be a name of 1 to {MostLength} characters without , = @ * and a value of at most {MostValueLength} without a comma");
            }
        }

        return errors;
    }

    private static bool IsName(string text) =>
        text.Length is >= 1 and <= MostLength && text.Trim().Length == text.Length
        && !text.Any(character => character is ',' or '=' or '@' or '*' || char.IsControl(character));
}
