using System.Text.Json;
using RemoteExec.Protocol.Messages.Json;

namespace RemoteExec.Protocol.Messages.Policies;

/// <summary>Reads the policies of an execute entry. Each reader answers null when it has read, else why not; then the JSON reader stands where it began.</summary>
internal static class PolicyReader
{
    private const string RestartShape = "restart must be an object of on, attempts, within and backoff";
    private const string ReadyShape = "ready " + PolicyRules.ReadySentence;
    private const string StopShape = "stop must be an object of grace";
    private const string LimitsShape = "limits " + PolicyRules.LimitsSentence;
    private const string ExpectedShape = "expected " + PolicyRules.ExpectedSentence;

    /// <summary>Reads the value of one member into the policies read so far.</summary>
    internal static string? Read(ref Utf8JsonReader reader, ExecuteEntryKey key, ref SupervisionPolicies? policies)
    {
        var start = reader;
        var draft = policies ?? new SupervisionPolicies();
        var refusal = key switch
        {
            ExecuteEntryKey.Restart => ReadRestart(ref reader, ref draft),
            ExecuteEntryKey.Expected => ReadExpected(ref reader, ref draft),
            ExecuteEntryKey.Ready => ReadReady(ref reader, ref draft),
            ExecuteEntryKey.Stop => ReadStop(ref reader, ref draft),
            ExecuteEntryKey.User => ReadUser(ref reader, ref draft),
            ExecuteEntryKey.Limits => ReadLimits(ref reader, ref draft),
            _ => throw new ArgumentOutOfRangeException(nameof(key), key, "not a policy"),
        };
        if (refusal is not null)
        {
            reader = start;
            return refusal;
        }

        policies = draft;
        return null;
    }

    /// <summary>What is wrong with them as a whole; null when nothing is.</summary>
    internal static string? Judge(SupervisionPolicies policies) =>
        PolicyRules.FindProblems(policies) is [var (member, sentence), ..] ? $"{member} {sentence}" : null;

    private static string? ReadRestart(ref Utf8JsonReader reader, ref SupervisionPolicies policies)
    {
        var restart = new RestartPolicy(default);
        var refusal = PolicyObject.Read(ref reader, RestartShape, ref restart, ReadRestartMember);
        policies = policies with { Restart = restart };
        return refusal;
    }

    private static string? ReadRestartMember(ref Utf8JsonReader reader, ref RestartPolicy restart)
    {
        if (reader.ValueTextEquals("on"u8))
        {
            var refusal = PolicyObject.ReadText(ref reader, "restart.on", RestartOnWords.Sentence, out var word);
            restart = restart with { On = RestartOnWords.Parse(word) ?? default };
            return refusal;
        }

        if (reader.ValueTextEquals("attempts"u8))
        {
            var refusal = PolicyObject.ReadWhole(ref reader, PolicyRange.Attempts, out var value);
            restart = refusal is null && value is { } number ? restart with { Attempts = (int)number } : restart;
            return refusal;
        }

        if (reader.ValueTextEquals("within"u8))
        {
            var refusal = PolicyObject.ReadWhole(ref reader, PolicyRange.Within, out var value);
            restart = refusal is null && value is { } number ? restart with { WithinMilliseconds = (int)number } : restart;
            return refusal;
        }

        if (reader.ValueTextEquals("backoff"u8))
        {
            var refusal = PolicyObject.ReadWhole(ref reader, PolicyRange.Backoff, out var value);
            restart = refusal is null && value is { } number ? restart with { BackoffMilliseconds = (int)number } : restart;
            return refusal;
        }

        return RestartShape;
    }

    private static string? ReadExpected(ref Utf8JsonReader reader, ref SupervisionPolicies policies)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return ExpectedShape;
        }

        var codes = new List<int>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (!WholeNumber.TryRead(ref reader, out var code) || codes.Count == MessageLimits.MaxExpectedCodes)
            {
                return ExpectedShape;
            }

            if (PolicyRange.Expected.FindProblem(code) is { } problem)
            {
                return $"expected {problem}";
            }

            codes.Add((int)code);
        }

        policies = policies with { Expected = codes };
        return null;
    }

    private static string? ReadReady(ref Utf8JsonReader reader, ref SupervisionPolicies policies)
    {
        var ready = new ReadyPolicy();
        var refusal = PolicyObject.Read(ref reader, ReadyShape, ref ready, ReadReadyMember);
        policies = policies with { Ready = ready };
        return refusal;
    }

    private static string? ReadReadyMember(ref Utf8JsonReader reader, ref ReadyPolicy ready)
    {
        if (reader.ValueTextEquals("log"u8))
        {
            var refusal = PolicyObject.ReadText(ref reader, "ready.log", ReadyPattern.Sentence, out var text);
            ready = ready with { Log = text };
            return refusal;
        }

        if (reader.ValueTextEquals("http"u8))
        {
            var refusal = PolicyObject.ReadText(ref reader, "ready.http", PolicyRules.HttpSentence, out var text);
            ready = ready with { Http = text };
            return refusal;
        }

        return ReadReadyNumber(ref reader, ref ready);
    }

    private static string? ReadReadyNumber(ref Utf8JsonReader reader, ref ReadyPolicy ready)
    {
        var range = reader.ValueTextEquals("running"u8) ? PolicyRange.Running
            : reader.ValueTextEquals("port"u8) ? PolicyRange.Port
            : reader.ValueTextEquals("exit"u8) ? PolicyRange.Exit
            : reader.ValueTextEquals("timeout"u8) ? PolicyRange.ReadyTimeout
            : null;
        if (range is null)
        {
            return ReadyShape;
        }

        if (PolicyObject.ReadWhole(ref reader, range, out var value) is { } refusal)
        {
            return refusal;
        }

        var number = (int?)value;
        ready = range == PolicyRange.Running ? ready with { RunningMilliseconds = number }
            : range == PolicyRange.Port ? ready with { Port = number }
            : range == PolicyRange.Exit ? ready with { Exit = number }
            : ready with { TimeoutMilliseconds = number ?? ready.TimeoutMilliseconds };
        return null;
    }

    private static string? ReadStop(ref Utf8JsonReader reader, ref SupervisionPolicies policies)
    {
        long? grace = null;
        var refusal = PolicyObject.Read(ref reader, StopShape, ref grace, static (ref Utf8JsonReader reader, ref long? grace) =>
            reader.ValueTextEquals("grace"u8) ? PolicyObject.ReadWhole(ref reader, PolicyRange.Grace, out grace) : StopShape);
        policies = refusal is null && grace is { } milliseconds ? policies with { Stop = new StopPolicy((int)milliseconds) } : policies;
        return refusal ?? (grace is null ? StopShape : null);
    }

    private static string? ReadUser(ref Utf8JsonReader reader, ref SupervisionPolicies policies)
    {
        policies = policies with { User = reader.TokenType == JsonTokenType.String ? reader.GetString() : null };
        return policies.User is null ? "user " + PolicyRules.UserSentence : null;
    }

    private static string? ReadLimits(ref Utf8JsonReader reader, ref SupervisionPolicies policies)
    {
        var limits = new ResourceLimits();
        var refusal = PolicyObject.Read(ref reader, LimitsShape, ref limits, ReadLimit);
        policies = policies with { Limits = limits };
        return refusal;
    }

    private static string? ReadLimit(ref Utf8JsonReader reader, ref ResourceLimits limits)
    {
        if (reader.ValueTextEquals("memory"u8))
        {
            var refusal = PolicyObject.ReadWhole(ref reader, PolicyRange.Memory, out var value);
            limits = limits with { MemoryBytes = value };
            return refusal;
        }

        if (reader.ValueTextEquals("processes"u8))
        {
            var refusal = PolicyObject.ReadWhole(ref reader, PolicyRange.Processes, out var value);
            limits = refusal is null ? limits with { Processes = (int?)value } : limits;
            return refusal;
        }

        return reader.ValueTextEquals("cpu"u8) ? ReadCores(ref reader, ref limits) : LimitsShape;
    }

    private static string? ReadCores(ref Utf8JsonReader reader, ref ResourceLimits limits)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetDouble(out var cores))
        {
            return $"{PolicyRange.Cpu.Member} must be a number; it {PolicyRange.Cpu.Sentence}";
        }

        limits = limits with { CpuCores = cores };
        return PolicyRange.Cpu.FindProblem(cores) is { } problem ? $"{PolicyRange.Cpu.Member} {problem}" : null;
    }
}
