using System.Globalization;

namespace RemoteExec.Processes.Linux;

/// <summary>The control group of one process and its descendants.</summary>
internal sealed class ControlGroup(string path)
{
    /// <summary>Who is in it now.</summary>
    internal IReadOnlyList<int> Members()
    {
        try
        {
            return File.ReadLines(Path.Combine(path, "cgroup.procs")).Select(line => int.Parse(line, CultureInfo.InvariantCulture)).ToList();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Kills everybody in it, in one step that nobody can outrun.</summary>
    internal void Kill()
    {
        try
        {
            File.WriteAllText(Path.Combine(path, "cgroup.kill"), "1");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Gone with its last member, or not for us to kill: those who are left are found one by one.
        }
    }

    /// <summary>Removes it if nobody is in it any more; one with members stays for them.</summary>
    internal void Remove() => Remove(path);

    internal static void Remove(string path)
    {
        try
        {
            Directory.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Somebody lives on in it.
        }
    }
}
