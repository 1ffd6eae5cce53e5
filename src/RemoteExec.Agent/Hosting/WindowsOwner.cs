using System.Runtime.Versioning;
using System.Security.AccessControl;
using System.Security.Principal;

namespace RemoteExec.Agent.Hosting;

/// <summary>Who owns files on Windows, and folders for one account, the system and the administrators alone.</summary>
[SupportedOSPlatform("windows")]
internal static class WindowsOwner
{
    /// <summary>Makes a folder that nobody else may enter, with everything in it; one that is there becomes such a folder.</summary>
    /// <exception cref="UnauthorizedAccessException">It was there, and belongs to somebody else: in a place where everybody may make folders, that may be a trap.</exception>
    internal static void CreateFolder(string path)
    {
        var folder = new DirectoryInfo(path);
        if (!folder.Exists)
        {
            // Closed from its first moment on.
            folder.Create(ForOwner());
            return;
        }

        if (FindStranger(folder) is { } stranger)
        {
            throw new UnauthorizedAccessException($"{path} belongs to {stranger}, who is neither an administrator nor the one who runs this agent; remove it, or choose another folder with --data.");
        }

        folder.SetAccessControl(ForOwner());
    }

    /// <summary>The owner of a file or folder, when it is neither this account nor one that may do anything anyway; null: all is well.</summary>
    internal static string? FindStranger(FileSystemInfo item)
    {
        FileSystemSecurity security = item is DirectoryInfo folder ? folder.GetAccessControl(AccessControlSections.Owner) : ((FileInfo)item).GetAccessControl(AccessControlSections.Owner);
        return security.GetOwner(typeof(SecurityIdentifier)) is SecurityIdentifier owner && !Trusted().Contains(owner) ? owner.Value : null;
    }

    private static DirectorySecurity ForOwner()
    {
        var security = new DirectorySecurity();
        security.SetAccessRuleProtection(isProtected: true, preserveInheritance: false);
        foreach (var account in Trusted())
        {
            security.AddAccessRule(new FileSystemAccessRule(
                account, FileSystemRights.FullControl, InheritanceFlags.ContainerInherit | InheritanceFlags.ObjectInherit, PropagationFlags.None, AccessControlType.Allow));
        }

        return security;
    }

    private static SecurityIdentifier[] Trusted()
    {
        using var self = WindowsIdentity.GetCurrent();
        return [self.User!, new SecurityIdentifier(WellKnownSidType.LocalSystemSid, null), new SecurityIdentifier(WellKnownSidType.BuiltinAdministratorsSid, null)];
    }
}
