using System.Globalization;
using System.Text;
using RemoteExec.Api.Common;
using RemoteExec.Fleet.Processes;
using RemoteExec.Fleet.Processes.Policies;
using RemoteExec.Fleet.Sequences;
using RemoteExec.Protocol.Messages;
using static RemoteExec.Server.Sequences.Files.SequenceWriter;

namespace RemoteExec.Server.Sequences.Files;

/// <summary>Writes a step.</summary>
internal static class StepWriter
{
    private const string Indent = "        ";

    internal static void Add(StringBuilder lines, Step step)
    {
        var start = lines.Length;
        if (step.WakeMilliseconds is { } wait)
        {
            SequenceWriter.Add(lines, Indent, "name", step.Name != "wake" ? YamlText.Write(step.Name) : null);
            AddTime(lines, Indent, "wake", wait);
        }
        else
        {
            Add(lines, step.Name, step.Executable);
        }

        SequenceWriter.Add(lines, Indent, "required", step.Required ? null : "false");
        SequenceWriter.Add(lines, Indent, "notify", step.Notify ? null : "false");
        lines[start + Indent.Length - 2] = '-';
    }

    private static void Add(StringBuilder lines, string name, Executable executable)
    {
        SequenceWriter.Add(lines, Indent, "name", name != executable.Application ? YamlText.Write(name) : null);
        SequenceWriter.Add(lines, Indent, "application", YamlText.Write(executable.Application));
        SequenceWriter.Add(lines, Indent, "path", executable.Path.Length > 0 ? YamlText.Write(executable.Path) : null);
        AddList(lines, Indent, "arguments", executable.Arguments);
        AddTime(lines, Indent, "delay", executable.DelayMilliseconds);
        AddEnvironment(lines, executable.Environment);
        SequenceWriter.Add(lines, Indent, "workingDirectory", executable.WorkingDirectory is { } folder ? YamlText.Write(folder) : null);
        AddTime(lines, Indent, "timeout", executable.TimeoutMilliseconds ?? 0);
        Add(lines, executable.Policies ?? new ProcessPolicies());
    }

    private static void Add(StringBuilder lines, ProcessPolicies policies)
    {
        SequenceWriter.Add(lines, Indent, "ready", policies.Ready is { } ready ? Write(ready) : null);
        SequenceWriter.Add(lines, Indent, "restart", policies.Restart is { } restart ? Write(restart) : null);
        SequenceWriter.Add(lines, Indent, "expected", policies.Expected is { } codes ? $"[{string.Join(", ", codes)}]" : null);
        SequenceWriter.Add(lines, Indent, "stop", policies.Stop is { } stop ? $"{{ grace: {DurationText.Write(stop.GraceMilliseconds)} }}" : null);
        SequenceWriter.Add(lines, Indent, "user", policies.User is { } user ? YamlText.Write(user) : null);
        SequenceWriter.Add(lines, Indent, "limits", policies.Limits is { } limits ? Write(limits) : null);
    }

    private static void AddEnvironment(StringBuilder lines, IReadOnlyDictionary<string, string>? environment)
    {
        if (environment is not { Count: > 0 })
        {
            return;
        }

        lines.Append(Indent).Append("environment:\n");
        foreach (var (name, value) in environment)
        {
            SequenceWriter.Add(lines, Indent + "  ", YamlText.Write(name), YamlText.Write(value));
        }
    }

    private static string Write(ReadyPolicy ready) => Map(
        ("running", ready.RunningMilliseconds is { } running ? DurationText.Write(running) : null),
        ("port", Number(ready.Port)),
        ("log", ready.Log is { } log ? YamlText.WriteInList(log) : null),
        ("exit", Number(ready.Exit)),
        ("http", ready.Http is { } http ? YamlText.WriteInList(http) : null),
        ("timeout", Unless(ready.TimeoutMilliseconds, MessageLimits.DefaultReadyTimeoutMilliseconds)));

    private static string Write(RestartPolicy restart) => Map(
        ("on", FileWords.RestartOn[(int)restart.On - 1]),
        ("attempts", restart.Attempts != MessageLimits.DefaultRestartAttempts ? Number(restart.Attempts) : null),
        ("within", Unless(restart.WithinMilliseconds, MessageLimits.DefaultRestartWithinMilliseconds)),
        ("backoff", Unless(restart.BackoffMilliseconds, MessageLimits.DefaultRestartBackoffMilliseconds)));

    private static string Write(ResourceLimits limits) => Map(
        ("memory", limits.MemoryBytes is { } bytes ? MemoryText.Write(bytes) : null),
        ("cpu", limits.CpuCores?.ToString("R", CultureInfo.InvariantCulture)),
        ("processes", Number(limits.Processes)));

    private static string? Unless(int milliseconds, int usual) => milliseconds != usual ? DurationText.Write(milliseconds) : null;

    private static string? Number(int? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static string Map(params (string Name, string? Value)[] members) =>
        $"{{ {string.Join(", ", members.Where(member => member.Value is not null).Select(member => $"{member.Name}: {member.Value}"))} }}";
}
