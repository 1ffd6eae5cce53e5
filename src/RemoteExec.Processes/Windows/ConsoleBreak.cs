using System.ComponentModel;
using System.Globalization;
using System.Runtime.Versioning;

namespace RemoteExec.Processes.Windows;

/// <summary>
/// CTRL_BREAK to a console program, which is how Windows asks one to end. Only who shares a console with it can send it, and a process has at most one console: so the agent
/// starts itself once more, as a helper that has none, attaches to the program's, sends it to the program's group and ends. The agent's own console and Ctrl-C are never touched.
/// </summary>
public static class ConsoleBreak
{
    /// <summary>The first argument of a helper; after it the group and the processes in whose console it may be.</summary>
    public const string Verb = "console-break";

    /// <summary>Does a helper's work, if these are a helper's arguments.</summary>
    /// <param name="arguments">The program's.</param>
    /// <returns>The exit code: 0 sent, 1 nobody to send it to. Null: this is no helper.</returns>
    [SupportedOSPlatform("windows")]
    public static int? RunHelper(IReadOnlyList<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        if (arguments.Count < 2 || arguments[0] != Verb || !int.TryParse(arguments[1], NumberStyles.None, CultureInfo.InvariantCulture, out var group))
        {
            return null;
        }

        return Send(group, arguments.Skip(2).Select(pid => int.TryParse(pid, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)) ? 0 : 1;
    }

    /// <summary>Sends from this process, which gives up its own console for it.</summary>
    /// <param name="group">Id of the first process of the group.</param>
    /// <param name="members">Processes in whose console the group may be; the first one that has a console counts.</param>
    [SupportedOSPlatform("windows")]
    internal static bool Send(int group, IEnumerable<int> members)
    {
        _ = Kernel32.FreeConsole();

        // A number that was given to somebody else in this moment leads to a console without that group, where nothing happens.
        var sent = members.Any(pid => pid > 0 && Kernel32.AttachConsole(pid)) && Kernel32.GenerateConsoleCtrlEvent(Kernel32.CtrlBreakEvent, group);
        _ = Kernel32.FreeConsole();
        return sent;
    }

    /// <summary>Sends through a helper, and does not wait for it.</summary>
    [SupportedOSPlatform("windows")]
    internal static void SendThroughHelper(int group, IEnumerable<int> members)
    {
        const int enough = 16;
        var self = Environment.ProcessPath ?? throw new Win32Exception(Kernel32Errors.FileNotFound, "This program does not know its own file.");

        // "dotnet x.dll" is two words.
        string[] program = Path.GetFileNameWithoutExtension(self).Equals("dotnet", StringComparison.OrdinalIgnoreCase) ? [Environment.GetCommandLineArgs()[0]] : [];
        Spawn.RunDetached(self, [.. program, Verb, .. members.Prepend(group).Prepend(group).Take(enough).Select(pid => pid.ToString(CultureInfo.InvariantCulture))]);
    }
}
