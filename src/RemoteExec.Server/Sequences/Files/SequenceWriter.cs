using System.Globalization;
using System.Text;
using RemoteExec.Api.Common;
using RemoteExec.Fleet.Sequences;

namespace RemoteExec.Server.Sequences.Files;

/// <summary>Writes sequences: members in the order of the documentation, those that say what holds anyway left out.</summary>
internal static class SequenceWriter
{
    private const int LongLine = 120;

    internal static string Write(Sequence sequence)
    {
        var lines = new StringBuilder();
        Add(lines, "", "name", YamlText.Write(sequence.Name));
        Add(lines, "", "description", sequence.Description.Length > 0 ? YamlText.Write(sequence.Description) : null);
        lines.Append("tracks:\n");
        foreach (var track in sequence.Tracks)
        {
            Add(lines, track);
        }

        Add(lines, "", "onFailure", sequence.OnFailure != OnFailure.Continue ? FileWords.OnFailure[(int)sequence.OnFailure - 1] : null);
        Add(lines, "", "offline", sequence.Offline != OfflineRule.Refuse ? FileWords.Offline[(int)sequence.Offline - 1] : null);
        Add(lines, "", "queue", sequence.QueueMilliseconds != SequenceRules.DefaultQueueMilliseconds ? DurationText.Write(sequence.QueueMilliseconds) : null);
        AddList(lines, "", "notify", sequence.Notify);
        return lines.ToString();
    }

    /// <summary>A member on its line; null: none.</summary>
    internal static void Add(StringBuilder lines, string indent, string name, string? value)
    {
        if (value is not null)
        {
            lines.Append(indent).Append(name).Append(": ").Append(value).Append('\n');
        }
    }

    /// <summary>A time; nothing: none.</summary>
    internal static void AddTime(StringBuilder lines, string indent, string name, long milliseconds) =>
        Add(lines, indent, name, milliseconds != 0 ? DurationText.Write(milliseconds) : null);

    /// <summary>A list on one line, or, when it is long, each item on its own; an empty one: none.</summary>
    internal static void AddList(StringBuilder lines, string indent, string name, IReadOnlyList<string> texts)
    {
        if (texts.Count == 0)
        {
            return;
        }

        var line = $"[{string.Join(", ", texts.Select(YamlText.WriteInList))}]";
        if (indent.Length + name.Length + line.Length <= LongLine)
        {
            Add(lines, indent, name, line);
            return;
        }

        lines.Append(indent).Append(name).Append(":\n");
        foreach (var text in texts)
        {
            lines.Append(indent).Append("  - ").Append(YamlText.Write(text)).Append('\n');
        }
    }

    private static void Add(StringBuilder lines, Track track)
    {
        const string Indent = "    ";
        var start = lines.Length;
        Add(lines, Indent, "name", track.Name != track.Target ? YamlText.Write(track.Name) : null);
        Add(lines, Indent, "target", YamlText.Write(track.Target));
        AddTime(lines, Indent, "delay", track.DelayMilliseconds);
        AddList(lines, Indent, "after", track.After);
        Add(lines, Indent, "concurrency", track.Concurrency != 0 ? track.Concurrency.ToString(CultureInfo.InvariantCulture) : null);
        AddTime(lines, Indent, "stagger", track.StaggerMilliseconds);
        lines.Append(Indent).Append("steps:\n");
        lines[start + Indent.Length - 2] = '-';
        foreach (var step in track.Steps)
        {
            StepWriter.Add(lines, step);
        }
    }
}
