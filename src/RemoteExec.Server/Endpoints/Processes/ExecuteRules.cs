using System.Text;
using RemoteExec.Protocol.Messages;
using RemoteExec.Server.Endpoints.Http;

namespace RemoteExec.Server.Endpoints.Processes;

/// <summary>
/// What an entry of <c>execute</c> may hold. The agent checks the same again; here the person who typed it learns of
/// everything that is wrong, at once, before anything is recorded.
/// </summary>
internal static class ExecuteRules
{
    internal const int MostEntries = 256;
    internal const int MostArguments = 128;
    internal const int MostArgumentBytes = 4 * 1024;
    internal const int MostNameLength = 255;
    internal const int MostPathBytes = 4 * 1024;
    internal const int MostDelay = 86_400_000;
    internal const int MostVariables = 128;

    /// <summary>Adds a sentence for each thing that is wrong with one entry.</summary>
    /// <param name="at">Where it stands, for example <c>execute[0]</c>.</param>
    internal static void Check(
        string at, string? application, string? path, IReadOnlyList<string>? arguments, long? delay, string? name, FieldErrors problems)
    {
        CheckApplication(at, application, problems);
        if (path is not null && (HasNul(path) || Bytes(path) > MostPathBytes))
        {
            problems.Add($"{at}.path", $"must be a folder of at most {MostPathBytes} bytes without a NUL");
        }

        CheckArguments(at, arguments, problems);
        if (delay is < 0 or > MostDelay)
        {
            problems.Add($"{at}.delay", $"must be from 0 to {MostDelay} milliseconds");
        }

        if (name is not null && (name.Length is 0 or > MostNameLength || name.Any(char.IsControl)))
        {
            problems.Add($"{at}.name", $"must have 1 to {MostNameLength} characters, none of them a control character");
        }
    }

    /// <summary>Adds a sentence for each thing that is wrong with what is added to the environment.</summary>
    internal static void CheckEnvironment(string at, IReadOnlyDictionary<string, string>? environment, FieldErrors problems)
    {
        if (environment is null)
        {
            return;
        }

        if (environment.Count > MostVariables)
        {
            problems.Add($"{at}.environment", $"may hold at most {MostVariables} variables");
        }

        if (environment.Any(variable =>
            variable.Key.Length is 0 or > MostNameLength || variable.Key.Contains('=', StringComparison.Ordinal) || HasNul(variable.Key)
            || variable.Value is null || HasNul(variable.Value) || Bytes(variable.Value) > MessageLimits.MaxEnvironmentValue))
        {
            problems.Add($"{at}.environment", $"must hold names without \"=\" or NUL and values of at most {MessageLimits.MaxEnvironmentValue} bytes without NUL");
        }
    }

    private static void CheckApplication(string at, string? application, FieldErrors problems)
    {
        if (string.IsNullOrEmpty(application))
        {
            problems.Add($"{at}.application", "must be given");
        }
        else if (application.Length > MostNameLength
            || application is "." or ".."
            || application.AsSpan().IndexOfAny('/', '\\', '\0') >= 0)
        {
            problems.Add($"{at}.application", $"must be a file name of at most {MostNameLength} characters; its folder belongs in path");
        }
    }

    private static void CheckArguments(string at, IReadOnlyList<string>? arguments, FieldErrors problems)
    {
        if (arguments is null)
        {
            return;
        }

        if (arguments.Count > MostArguments)
        {
            problems.Add($"{at}.arguments", $"may hold at most {MostArguments}, not {arguments.Count}");
        }

        for (var index = 0; index < Math.Min(arguments.Count, MostArguments); index++)
        {
            if (arguments[index] is not { } argument || HasNul(argument) || Bytes(argument) > MostArgumentBytes)
            {
                problems.Add($"{at}.arguments[{index}]", $"must be a text of at most {MostArgumentBytes} bytes without a NUL");
            }
        }
    }

    private static bool HasNul(string text) => text.Contains('\0', StringComparison.Ordinal);

    private static int Bytes(string text) => Encoding.UTF8.GetByteCount(text);
}
