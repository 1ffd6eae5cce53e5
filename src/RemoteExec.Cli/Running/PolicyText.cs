using System.Globalization;
using RemoteExec.Api.Common;
using RemoteExec.Api.Processes;
using RemoteExec.Cli.CommandLine;

namespace RemoteExec.Cli.Running;

/// <summary>Policies as they are typed. What the numbers may be is the server's to say.</summary>
internal static class PolicyText
{
    private const string ReadyShape = "--ready must look like running=2s, port=9000, log=REGEX, exit=0 or http=URL.";
    private const string LimitShape = "--limit must look like memory=512M, cpu=0.5 or processes=100.";

    /// <summary>Exit codes with commas.</summary>
    internal static IReadOnlyList<int>? Codes(string? typed) => typed?.Split(',').Select(code =>
        Number(code) ?? throw new UsageException($"--expect must be exit codes with commas, such as 0,4, not \"{typed}\".")).ToList();

    /// <summary><c>KIND=VALUE</c>.</summary>
    internal static ReadyRequest? Ready(string? typed, int? timeout)
    {
        if (typed is null)
        {
            return timeout is null ? null : throw new UsageException("--ready-timeout needs --ready.");
        }

        var (kind, value) = Cut(typed, ReadyShape);
        return kind switch
        {
            "running" => new ReadyRequest { Running = Durations.TryParse(value, out var time) ? ((TimeSpan?)time).Milliseconds() : throw new UsageException(ReadyShape), Timeout = timeout },
            "port" => new ReadyRequest { Port = Number(value) ?? throw new UsageException(ReadyShape), Timeout = timeout },
            "log" => new ReadyRequest { Log = value, Timeout = timeout },
            "exit" => new ReadyRequest { Exit = Number(value) ?? throw new UsageException(ReadyShape), Timeout = timeout },
            "http" => new ReadyRequest { Http = value, Timeout = timeout },
            _ => throw new UsageException(ReadyShape),
        };
    }

    /// <summary>Each <c>KIND=VALUE</c>, none twice.</summary>
    internal static LimitsRequest? Limits(IReadOnlyList<string> typed)
    {
        var limits = new LimitsRequest();
        var kinds = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (kind, value) in typed.Select(text => Cut(text, LimitShape)))
        {
            if (!kinds.Add(kind))
            {
                throw new UsageException($"--limit {kind} is given twice.");
            }

            limits = kind switch
            {
                "memory" => limits with { Memory = Bytes(value) ?? throw new UsageException(LimitShape) },
                "cpu" => limits with { Cpu = Cores(value) ?? throw new UsageException(LimitShape) },
                "processes" => limits with { Processes = Number(value) ?? throw new UsageException(LimitShape) },
                _ => throw new UsageException(LimitShape),
            };
        }

        return typed.Count == 0 ? null : limits;
    }

    private static (string Kind, string Value) Cut(string typed, string shape) =>
        typed.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals && equals < typed.Length - 1
            ? (typed[..equals], typed[(equals + 1)..])
            : throw new UsageException(shape);

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static double? Cores(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var cores) && double.IsFinite(cores) ? cores : null;

    private static long? Bytes(string text) => MemoryText.TryParse(text, out var bytes) ? bytes : null;
}
