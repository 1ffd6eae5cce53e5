using System.Globalization;

namespace RemoteExec.Processes.Keeping.Logs;

/// <summary>
/// The files of all logs, side by side in one folder: <c>NAME.POSITION.log</c>, POSITION (16 hexadecimal digits) being where in the log the file begins. The parts of one log follow each other without a hole.
/// </summary>
/// <param name="path">The folder.</param>
internal sealed class LogFolder(string path)
{
    private const string Suffix = ".log";
    private const int PositionDigits = 16;

    internal string PathOf(string log, long position) => Path.Combine(path, $"{log}.{position.ToString("x16", CultureInfo.InvariantCulture)}{Suffix}");

    /// <summary>Every log there is, with the positions where its parts begin, in order.</summary>
    internal Dictionary<string, List<long>> All() => Find($"*{Suffix}");

    /// <summary>Where the parts of a log begin, in order; none: there is no such log.</summary>
    internal List<long> PartsOf(string log) => Find($"{log}.*{Suffix}").GetValueOrDefault(log) ?? [];

    private Dictionary<string, List<long>> Find(string pattern)
    {
        var logs = new Dictionary<string, List<long>>(StringComparer.Ordinal);
        if (!Directory.Exists(path))
        {
            return logs;
        }

        foreach (var file in Directory.EnumerateFiles(path, pattern))
        {
            var name = Path.GetFileName(file)[..^Suffix.Length];
            var dot = name.Length - PositionDigits - 1;
            if (dot > 0 && name[dot] == '.' && long.TryParse(name.AsSpan(dot + 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var position))
            {
                (logs.TryGetValue(name[..dot], out var parts) ? parts : logs[name[..dot]] = []).Add(position);
            }
        }

        foreach (var parts in logs.Values)
        {
            parts.Sort();
        }

        return logs;
    }
}
