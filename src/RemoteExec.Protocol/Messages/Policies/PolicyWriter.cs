using System.Text.Json;

namespace RemoteExec.Protocol.Messages.Policies;

/// <summary>Writes the policies of an execute entry, defaults included: the peer's may be others one day.</summary>
internal static class PolicyWriter
{
    internal static void Write(Utf8JsonWriter writer, SupervisionPolicies policies)
    {
        if (policies.Restart is { } restart)
        {
            writer.WriteStartObject("restart"u8);
            writer.WriteString("on"u8, restart.On.ToWord());
            writer.WriteNumber("attempts"u8, restart.Attempts);
            writer.WriteNumber("within"u8, restart.WithinMilliseconds);
            writer.WriteNumber("backoff"u8, restart.BackoffMilliseconds);
            writer.WriteEndObject();
        }

        if (policies.Expected is { } expected)
        {
            writer.WriteStartArray("expected"u8);
            foreach (var code in expected)
            {
                writer.WriteNumberValue(code);
            }

            writer.WriteEndArray();
        }

        if (policies.Ready is { } ready)
        {
            Write(writer, ready);
        }

        if (policies.Stop is { } stop)
        {
            writer.WriteStartObject("stop"u8);
            writer.WriteNumber("grace"u8, stop.GraceMilliseconds);
            writer.WriteEndObject();
        }

        if (policies.User is { } user)
        {
            writer.WriteString("user"u8, user);
        }

        if (policies.Limits is { } limits)
        {
            writer.WriteStartObject("limits"u8);
            WriteIfPresent(writer, "memory"u8, limits.MemoryBytes);
            if (limits.CpuCores is { } cores)
            {
                writer.WriteNumber("cpu"u8, cores);
            }

            WriteIfPresent(writer, "processes"u8, limits.Processes);
            writer.WriteEndObject();
        }
    }

    private static void Write(Utf8JsonWriter writer, ReadyPolicy ready)
    {
        writer.WriteStartObject("ready"u8);
        WriteIfPresent(writer, "running"u8, ready.RunningMilliseconds);
        WriteIfPresent(writer, "port"u8, ready.Port);
        if (ready.Log is { } log)
        {
            writer.WriteString("log"u8, log);
        }

        WriteIfPresent(writer, "exit"u8, ready.Exit);
        if (ready.Http is { } http)
        {
            writer.WriteString("http"u8, http);
        }

        writer.WriteNumber("timeout"u8, ready.TimeoutMilliseconds);
        writer.WriteEndObject();
    }

    private static void WriteIfPresent(Utf8JsonWriter writer, ReadOnlySpan<byte> name, long? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
    }
}
