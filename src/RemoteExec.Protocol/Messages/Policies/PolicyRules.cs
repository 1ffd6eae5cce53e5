using System.Buffers;

namespace RemoteExec.Protocol.Messages.Policies;

/// <summary>What policies may hold, for whoever types them and for whoever receives them: one list, so that both refuse the same.</summary>
public static class PolicyRules
{
    /// <summary>What <c>expected</c> must be.</summary>
    public const string ExpectedSentence = "must hold 1 to 64 exit codes from 0 to 255";

    /// <summary>What <c>ready</c> must be.</summary>
    public const string ReadySentence = "must hold exactly one of running, port, log, exit and http, and may hold timeout";

    /// <summary>What <c>ready.http</c> must be.</summary>
    public const string HttpSentence = "must be a URL of at most 1024 characters that begins with http:// and holds no user name";

    /// <summary>What <c>user</c> must be.</summary>
    public const string UserSentence = "must be a name of 1 to 32 characters: a-z or _, then a-z, 0-9, _ or -, and at the end perhaps $";

    /// <summary>What <c>limits</c> must be.</summary>
    public const string LimitsSentence = "must hold memory (bytes), cpu (cores), processes, or several of them";

    private static readonly SearchValues<char> UserCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-");

    /// <summary>Everything that is wrong: the member, and a sentence that begins with it.</summary>
    /// <param name="policies">As they were asked for.</param>
    public static IReadOnlyList<(string Member, string Sentence)> FindProblems(SupervisionPolicies policies)
    {
        ArgumentNullException.ThrowIfNull(policies);
        var problems = new List<(string Member, string Sentence)>();
        if (policies.Restart is { } restart)
        {
            Check(problems, Enum.IsDefined(restart.On), "restart.on", RestartOnWords.Sentence);
            Check(problems, PolicyRange.Attempts, restart.Attempts);
            Check(problems, PolicyRange.Within, restart.WithinMilliseconds);
            Check(problems, PolicyRange.Backoff, restart.BackoffMilliseconds);
        }

        if (policies.Expected is { } expected)
        {
            Check(problems, expected.Count is > 0 and <= MessageLimits.MaxExpectedCodes, "expected", ExpectedSentence);
            foreach (var code in expected.Where(code => PolicyRange.Expected.FindProblem(code) is not null).Take(1))
            {
                Check(problems, PolicyRange.Expected, code);
            }
        }

        if (policies.Ready is { } ready)
        {
            Check(problems, ready);
        }

        Check(problems, PolicyRange.Grace, policies.Stop?.GraceMilliseconds);
        Check(problems, policies.User is null || IsUserName(policies.User), "user", UserSentence);
        if (policies.Limits is { } limits)
        {
            Check(problems, limits is not { MemoryBytes: null, CpuCores: null, Processes: null }, "limits", LimitsSentence);
            Check(problems, PolicyRange.Memory, limits.MemoryBytes);
            Check(problems, PolicyRange.Cpu, limits.CpuCores);
            Check(problems, PolicyRange.Processes, limits.Processes);
        }

        return problems;
    }

    private static void Check(List<(string Member, string Sentence)> problems, ReadyPolicy ready)
    {
        object?[] conditions = [ready.RunningMilliseconds, ready.Port, ready.Log, ready.Exit, ready.Http];
        Check(problems, conditions.Count(condition => condition is not null) == 1, "ready", ReadySentence);
        Check(problems, PolicyRange.Running, ready.RunningMilliseconds);
        Check(problems, PolicyRange.Port, ready.Port);
        Check(problems, ready.Log is null || ReadyPattern.IsUsable(ready.Log), "ready.log", ReadyPattern.Sentence);
        Check(problems, PolicyRange.Exit, ready.Exit);
        Check(problems, ready.Http is null || IsHttp(ready.Http), "ready.http", HttpSentence);
        Check(problems, PolicyRange.ReadyTimeout, ready.TimeoutMilliseconds);

        // It could never become ready.
        Check(
            problems,
            ready.RunningMilliseconds is not { } running || running < ready.TimeoutMilliseconds,
            "ready.running",
            $"must be less than ready.timeout, which is {ready.TimeoutMilliseconds} milliseconds; name a longer one");
    }

    private static void Check(List<(string Member, string Sentence)> problems, PolicyRange range, double? value)
    {
        if (value is { } number && range.FindProblem(number) is { } problem)
        {
            problems.Add((range.Member, problem));
        }
    }

    private static void Check(List<(string Member, string Sentence)> problems, bool isRight, string member, string sentence)
    {
        if (!isRight)
        {
            problems.Add((member, sentence));
        }
    }

    private static bool IsHttp(string url) =>
        url.Length <= MessageLimits.MaxReadyUrl
        && Uri.TryCreate(url, UriKind.Absolute, out var uri)
        && uri is { Scheme: "http", Host.Length: > 0, UserInfo.Length: 0 };

    private static bool IsUserName(string name)
    {
        var stem = name.EndsWith('$') ? name.AsSpan(0, name.Length - 1) : name;
        return name.Length <= MessageLimits.MaxUserName
            && stem.Length > 0
            && stem[0] is (>= 'a' and <= 'z') or '_'
            && !stem.ContainsAnyExcept(UserCharacters);
    }
}
