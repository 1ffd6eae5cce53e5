using System.Text;

namespace RemoteExec.Processes.Linux;

/// <summary>The variable in the environment of everything that is started, by which a descendant is known when nothing else leads to it.</summary>
internal static class ProcessMark
{
    internal const string Prefix = "REMOTEEXEC_PROCESS=";

    /// <summary>What a process carries; null: nothing, or it may not be looked at.</summary>
    internal static string? Of(int pid)
    {
        try
        {
            var variables = Encoding.UTF8.GetString(File.ReadAllBytes($"/proc/{pid}/environ")).Split('\0');
            return variables.FirstOrDefault(variable => variable.StartsWith(Prefix, StringComparison.Ordinal))?[Prefix.Length..];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
