using System.Text.Json;
using RemoteExec.Protocol.Messages.Policies;

namespace RemoteExec.Protocol.Messages;

/// <summary>Writes <c>execute</c>: the seed's array, or what the legacy server's clients expect.</summary>
internal static class ExecuteEntryWriter
{
    internal static void Write(Utf8JsonWriter writer, ExecuteMessage message, bool legacy)
    {
        if (legacy)
        {
            writer.WriteStartObject("execute"u8);
            writer.WriteStartArray("executables"u8);
        }
        else
        {
            writer.WriteStartArray("execute"u8);
        }

        for (var i = 0; i < message.Entries.Count; i++)
        {
            Write(writer, message.Entries[i], legacy);
        }

        writer.WriteEndArray();
        if (legacy)
        {
            writer.WriteEndObject();
        }
    }

    private static void Write(Utf8JsonWriter writer, ExecuteEntry entry, bool legacy)
    {
        writer.WriteStartObject();
        switch (entry.Id)
        {
            case { Number: { } number }:
                writer.WriteNumber("id"u8, number);
                break;
            case { Text: { } text }:
                writer.WriteString("id"u8, text);
                break;
            default:
                throw new ArgumentException("An entry that is sent needs an id.", nameof(entry));
        }

        writer.WriteString("name"u8, entry.Name);
        writer.WriteNumber("delay"u8, entry.DelayMilliseconds);
        writer.WriteString("application"u8, entry.Application);
        writer.WriteString("path"u8, entry.Path);
        WriteArguments(writer, entry.Arguments, legacy);
        WriteSupervision(writer, entry);
        writer.WriteEndObject();
    }

    private static void WriteArguments(Utf8JsonWriter writer, IReadOnlyList<string> arguments, bool legacy)
    {
        if (legacy)
        {
            writer.WriteString("arguments"u8, CommandLineArguments.Join(arguments));
            return;
        }

        writer.WriteStartArray("arguments"u8);
        for (var i = 0; i < arguments.Count; i++)
        {
            writer.WriteStringValue(arguments[i]);
        }

        writer.WriteEndArray();
    }

    private static void WriteSupervision(Utf8JsonWriter writer, ExecuteEntry entry)
    {
        if (entry.Environment is { Count: > 0 } environment)
        {
            writer.WriteStartObject("environment"u8);
            foreach (var (name, value) in environment)
            {
                writer.WriteString(name, value);
            }

            writer.WriteEndObject();
        }

        if (entry.WorkingDirectory is { } directory)
        {
            writer.WriteString("workingDirectory"u8, directory);
        }

        if (entry.TimeoutMilliseconds is { } timeout)
        {
            writer.WriteNumber("timeout"u8, timeout);
        }

        if (entry.AtMicroseconds is { } at)
        {
            writer.WriteNumber("at"u8, at);
        }

        if (entry.Policies is { } policies)
        {
            PolicyWriter.Write(writer, policies);
        }
    }
}
