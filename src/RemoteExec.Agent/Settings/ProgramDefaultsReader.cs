using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using RemoteExec.Agent.Policy;
using RemoteExec.Protocol.Messages;
using RemoteExec.Protocol.Messages.Policies;

namespace RemoteExec.Agent.Settings;

/// <summary>Reads the settings <c>defaults</c> and <c>programs</c>: the members, and the shapes, that an execute entry has on the wire.</summary>
internal static class ProgramDefaultsReader
{
    /// <summary>Applications that <c>programs</c> may name.</summary>
    internal const int MostPrograms = 256;

    /// <summary>UTF-8 bytes of one <c>environment</c>, names and values: it is journalled with every start.</summary>
    internal const int MaxEnvironmentBytes = 65_536;

    private const string Shape = "must be an object of " + SupervisionReader.Members;
    private const string ProgramsShape = "must be an object of applications, each with an object of " + SupervisionReader.Members;

    /// <summary>Reads <c>defaults</c>.</summary>
    internal static string? ReadAll(IReadOnlyList<string> texts, ref AgentSettings settings)
    {
        using var document = JsonDocument.Parse(texts[0]);
        var problems = new List<string>();
        var all = ReadOne(document.RootElement, "", problems);
        settings = settings with { Defaults = settings.Defaults.WithAll(all, texts[0]) };
        return Sentence(SettingKeys.Defaults, problems);
    }

    /// <summary>Reads <c>programs</c>.</summary>
    internal static string? ReadPrograms(IReadOnlyList<string> texts, ref AgentSettings settings) => ReadPrograms(texts, PathRules.OfThisSystem, ref settings);

    /// <summary>The same, where programs have the names of some system.</summary>
    internal static string? ReadPrograms(IReadOnlyList<string> texts, IPathRules paths, ref AgentSettings settings)
    {
        using var document = JsonDocument.Parse(texts[0]);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            return ProgramsShape;
        }

        var problems = new List<string>();
        var programs = new Dictionary<string, Supervision>(paths.Comparer);
        foreach (var program in document.RootElement.EnumerateObject())
        {
            if (!IsFileName(program.Name))
            {
                problems.Add($".{program.Name} is not the name of an application: a file name of 1–{MessageLimits.MaxApplication} bytes, without its folder");
            }
            else if (!programs.TryAdd(paths.NamesOf(program.Name)[0], ReadOne(program.Value, $".{program.Name}", problems)))
            {
                problems.Add($".{program.Name} is there twice: on this system its names mean one program");
            }
        }

        if (programs.Count > MostPrograms)
        {
            problems.Add($"names {programs.Count} applications; {MostPrograms} are the most");
        }

        settings = settings with { Defaults = settings.Defaults.WithPrograms(programs.ToFrozenDictionary(paths.Comparer), texts[0]) };
        return Sentence(SettingKeys.Programs, problems);
    }

    private static Supervision ReadOne(JsonElement element, string place, List<string> problems)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            problems.Add(place.Length == 0 ? Shape : $"{place} {Shape}");
            return Supervision.None;
        }

        var read = SupervisionReader.Read(Encoding.UTF8.GetBytes(element.GetRawText()), out var wrong);
        problems.AddRange(wrong.Select(sentence => $"{place}.{sentence}"));
        var folder = "";
        if (read.WorkingDirectory is { } written && PathRules.OfThisSystem.Read(written, out folder) is { } problem)
        {
            problems.Add($"{place}.workingDirectory {problem}");
        }

        var bytes = read.Environment?.Sum(variable => Encoding.UTF8.GetByteCount(variable.Key) + Encoding.UTF8.GetByteCount(variable.Value)) ?? 0;
        if (bytes > MaxEnvironmentBytes)
        {
            problems.Add($"{place}.environment holds {bytes} bytes; {MaxEnvironmentBytes} are the most, names and values together");
        }

        return read.WorkingDirectory is null ? read : read with { WorkingDirectory = folder };
    }

    // The key itself is put before the first.
    private static string? Sentence(string key, List<string> problems) =>
        problems.Count == 0 ? null : problems[0] + string.Concat(problems.Skip(1).Select(problem => $"; {key}{(problem[0] == '.' ? "" : " ")}{problem}"));

    private static bool IsFileName(string name) =>
        name is not ("" or "." or "..") && Encoding.UTF8.GetByteCount(name) <= MessageLimits.MaxApplication && !name.AsSpan().ContainsAny('/', '\\', '\0');
}
