using RemoteExec.Api.Processes;
using RemoteExec.Fleet.Sequences;
using RemoteExec.Protocol.Messages;
using RemoteExec.Protocol.Messages.Policies;
using RemoteExec.Server.Endpoints.Processes;
using RemoteExec.Server.Settings;

namespace RemoteExec.Server.Sequences.Files;

/// <summary>Reads a step: what the HTTP interface calls an executable, and what only a sequence says of it.</summary>
internal static class StepReader
{
    private static readonly string[] Names =
    [
        "name", "application", "path", "arguments", "delay", "environment", "workingDirectory", "timeout", "ready", "restart", "expected", "stop", "user", "limits", "required", "notify",
        "wake",
    ];

    // What else a step that wakes its machine may say.
    private static readonly string[] WakeNames = ["name", "wake", "required", "notify"];

    /// <returns>Null when it is no mapping.</returns>
    internal static StepText? Read(Node node, string path, Findings findings)
    {
        if (Members.Open(node, path, findings, "each of steps must be a mapping: { application: …, path: … } or { wake: 2m }", Names) is not { } members)
        {
            return null;
        }

        if (members["wake"] is not null)
        {
            return ReadWake(members);
        }

        members.Require("application", "application must be given: the file name of the program");
        var application = members.Text("application") ?? "";
        var name = members.Text("name") ?? application;
        if (name.Length == 0 && members["name"] is not ScalarNode)
        {
            // What was said about the application, or the name, is enough.
            findings.Excuse(members.PathOf("name"));
        }

        var request = new ExecutableRequest
        {
            Application = application,
            Name = name == application ? null : name,
            Path = members.Text("path"),
            Arguments = members.Texts("arguments", ExecuteRules.MostArguments, "[\"--profile\", left]"),
            Delay = (int?)members.Time("delay", 0, ExecuteRules.MostDelay),
            Environment = ReadEnvironment(members),
            WorkingDirectory = members.Text("workingDirectory"),
            Timeout = members.Time("timeout", 1, RequestRules.MostTimeout),
            Ready = ReadReady(members),
            Restart = ReadRestart(members),
            Expected = members.Wholes("expected", MessageLimits.MaxExpectedCodes, "[0, 4]", PolicyRange.Expected),
            Stop = ReadStop(members),
            User = members.Text("user"),
            Limits = ReadLimits(members),
        };
        return new StepText(request, name, members.Flag("required", true), members.Flag("notify", true), null);
    }

    private static StepText ReadWake(Members members)
    {
        foreach (var name in Names.Except(WakeNames).Where(name => members[name] is not null))
        {
            members.Findings.Add(members.PathOf(name), $"a step that wakes its machine starts no program: leave out {name}, or make another step of it; allowed here: {string.Join(", ", WakeNames)}");
        }

        var wait = (int?)members.Time("wake", SequenceRules.LeastWakeMilliseconds, SequenceRules.MostWakeMilliseconds) ?? SequenceRules.LeastWakeMilliseconds;
        return new StepText(null, members.Text("name") ?? "wake", members.Flag("required", true), members.Flag("notify", true), wait);
    }

    private static Dictionary<string, string>? ReadEnvironment(Members members)
    {
        if (members["environment"] is not { } node)
        {
            return null;
        }

        var path = members.PathOf("environment");
        if (node is not MapNode map)
        {
            Members.Refuse(node, path, members.Findings, "environment must be a mapping: { NAME: value }");
            return null;
        }

        Dictionary<string, string> variables = new(StringComparer.Ordinal);
        foreach (var (name, value) in map.Members)
        {
            if (value is ScalarNode { IsNothing: false } scalar)
            {
                variables.Add(name.Text, scalar.Text);
            }
            else
            {
                Members.Refuse(value, $"{path}.{Escaped.Text(name.Text, 64)}", members.Findings, "a variable must be a text; an empty one is \"\"");
            }
        }

        return variables.Count == 0 ? null : variables;
    }

    private static ReadyRequest? ReadReady(Members members)
    {
        if (Open(members, "ready", "ready must be a mapping such as { running: 2s }, { port: 9000 } or { log: \"regex\", timeout: 1m }", "running", "port", "log", "exit", "http", "timeout")
            is not { } ready)
        {
            return null;
        }

        var request = new ReadyRequest
        {
            Running = ready.Time("running", PolicyRange.Running),
            Port = ready.Whole("port", PolicyRange.Port),
            Log = ready.Text("log"),
            Exit = ready.Whole("exit", PolicyRange.Exit),
            Http = ready.Text("http"),
            Timeout = ready.Time("timeout", PolicyRange.ReadyTimeout),
        };
        if (members.Findings.IsTold(ready.PathOf("timeout")))
        {
            members.Findings.Excuse(ready.PathOf("running"));
        }

        if (ready.HasUnknown || members.Findings.IsTold(ready.PathOf("log")) || members.Findings.IsTold(ready.PathOf("http")))
        {
            // Whether it holds exactly one is not known.
            members.Findings.Excuse(ready.Path);
        }

        return request;
    }

    private static RestartRequest? ReadRestart(Members members)
    {
        if (Open(members, "restart", "restart must be a mapping such as { on: unexpected, attempts: 3 }", "on", "attempts", "within", "backoff") is not { } restart)
        {
            return null;
        }

        restart.Require("on", "on must be given: never, unexpected or always");
        return new RestartRequest
        {
            On = FileWords.RestartOn[restart.Word("on", FileWords.RestartOn) ?? 0],
            Attempts = restart.Whole("attempts", PolicyRange.Attempts),
            Within = restart.Time("within", PolicyRange.Within),
            Backoff = restart.Time("backoff", PolicyRange.Backoff),
        };
    }

    private static StopPolicyRequest? ReadStop(Members members)
    {
        if (Open(members, "stop", "stop must be a mapping: { grace: 5s }", "grace") is not { } stop)
        {
            return null;
        }

        stop.Require("grace", "grace must be given: from asking it to end to ending it, such as 5s");
        return new StopPolicyRequest { Grace = stop.Time("grace", PolicyRange.Grace) ?? 0 };
    }

    private static LimitsRequest? ReadLimits(Members members)
    {
        if (Open(members, "limits", "limits must be a mapping such as { memory: 256MB, cpu: 0.5, processes: 100 }", "memory", "cpu", "processes") is not { } limits)
        {
            return null;
        }

        if (limits.HasUnknown)
        {
            members.Findings.Excuse(limits.Path);
        }

        return new LimitsRequest
        {
            Memory = limits.Memory("memory", PolicyRange.Memory),
            Cpu = limits.Number("cpu", PolicyRange.Cpu),
            Processes = limits.Whole("processes", PolicyRange.Processes),
        };
    }

    private static Members? Open(Members members, string name, string otherwise, params string[] names) =>
        members[name] is { } node ? Members.Open(node, members.PathOf(name), members.Findings, otherwise, names) : null;
}

/// <summary>What a step says.</summary>
/// <param name="Request">The program it starts; null: none.</param>
/// <param name="Name">What it is called; may be empty, which has been told.</param>
/// <param name="Required">Whether its failure is the run's.</param>
/// <param name="Notify">Whether its failure is written.</param>
/// <param name="WakeMilliseconds">So long it waits for the machine it wakes; null: it wakes none.</param>
internal sealed record StepText(ExecutableRequest? Request, string Name, bool Required, bool Notify, int? WakeMilliseconds);
