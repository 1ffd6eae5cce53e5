using RemoteExec.Agent.Hosting;

namespace RemoteExec.Agent.Service;

/// <summary>Writes and removes the units, and tells systemd.</summary>
/// <param name="places">Where they are.</param>
/// <param name="manager">Asks systemd; null: it does not run here.</param>
/// <param name="say">A line for the person who installs.</param>
internal sealed class SystemdService(ServicePlaces places, ManagerCall? manager, Action<string> say)
{
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private string Command => places.Scope == ServiceScope.User ? "systemctl --user" : "systemctl";

    /// <summary>Writes the files, then has both services started.</summary>
    /// <returns>Null, or what systemd refused.</returns>
    /// <exception cref="IOException">A file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be written.</exception>
    internal string? Install(IReadOnlyList<PlannedFile> files)
    {
        foreach (var file in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file.Path)!);
            OwnerFile.Write(file.Path, System.Text.Encoding.UTF8.GetBytes(file.Content), file.IsPrivate ? OwnerFile.FileMode : Readable);
            say($"Wrote {file.Path}");
        }

        if (manager is null)
        {
            say($"systemd does not run here; where it does, type: {Command} daemon-reload && {Command} enable --now {UnitPlan.Keeper} {UnitPlan.Agent}");
            return null;
        }

        if (Call("daemon-reload") is { } reload)
        {
            return reload;
        }

        if (Call("enable", UnitPlan.Keeper, UnitPlan.Agent) is { } enable)
        {
            return enable;
        }

        if (places.Scope == ServiceScope.User && manager("is-active", "--quiet", UnitPlan.WantedBy(places.Scope)).ExitCode != 0)
        {
            say($"No desktop session is active: the agent starts with the next one, or now with: {Command} start {UnitPlan.Agent}");
            return null;
        }

        // A keeper that runs keeps running, with all its programs; an agent takes up what is new.
        return Call("start", UnitPlan.Keeper) ?? Call("restart", UnitPlan.Agent);
    }

    /// <summary>Stops and removes both; settings and data stay.</summary>
    /// <returns>Null, or why it was not done.</returns>
    /// <exception cref="IOException">A file cannot be removed.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be removed.</exception>
    internal string? Uninstall()
    {
        // The agent first: it can still tell its server.
        string[] units = [places.Agent, places.Keeper];
        var there = units.Where(File.Exists).ToList();
        if (there.Count == 0)
        {
            return $"there is no unit of the agent in {places.Units}; one that came with a package goes with the package.";
        }

        foreach (var unit in there)
        {
            if (manager is not null && Call("disable", "--now", Path.GetFileName(unit)) is { } problem)
            {
                return problem;
            }

            // What "disable" removes, should systemd not run.
            var links = Path.Combine(places.Units, $"{UnitPlan.WantedBy(places.Scope)}.wants");
            if (Directory.Exists(links))
            {
                File.Delete(Path.Combine(links, Path.GetFileName(unit)));
            }

            File.Delete(unit);
            say($"Removed {unit}");
        }

        return manager is null ? null : Call("daemon-reload");
    }

    private string? Call(params IReadOnlyList<string> arguments)
    {
        var (code, error) = manager!(arguments);
        return code == 0 ? null : $"\"{Command} {string.Join(' ', arguments)}\" failed ({code}): {error}";
    }
}
