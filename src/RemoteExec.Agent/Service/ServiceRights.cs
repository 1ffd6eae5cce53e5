namespace RemoteExec.Agent.Service;

/// <summary>Who may install what.</summary>
internal static class ServiceRights
{
    /// <summary>Why this person may not; null: may.</summary>
    internal static string? Missing(ServiceScope scope) =>
        Judge(scope, Environment.IsPrivilegedProcess, Environment.GetEnvironmentVariable("SUDO_USER"), OperatingSystem.IsWindows());

    internal static string? Judge(ServiceScope scope, bool isPrivileged, string? sudoUser, bool isWindows) => scope switch
    {
        ServiceScope.User when isWindows => "--user is for systemd; on Windows a service is the machine's: leave it out.",
        ServiceScope.User when isPrivileged && !string.IsNullOrEmpty(sudoUser) => $"--user is for the person whose desktop it is: run this as {sudoUser}, without sudo.",
        ServiceScope.System when !isPrivileged && isWindows => "a service of the machine needs an administrator: run this in an elevated prompt.",
        ServiceScope.System when !isPrivileged => "a service of the machine needs root: run this with sudo, or add --user for a service of your own desktop.",
        _ => null,
    };
}
