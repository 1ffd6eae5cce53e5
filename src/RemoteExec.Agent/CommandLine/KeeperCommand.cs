using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using RemoteExec.Agent.Hosting;
using RemoteExec.Agent.Introduction;
using RemoteExec.Processes.Keeping;

namespace RemoteExec.Agent.CommandLine;

/// <summary><c>keeper</c>: this program in its other role, the parent of what is started. The agent calls it; so does a unit of systemd.</summary>
internal static class KeeperCommand
{
    internal const string Name = "keeper";

    internal static Command Create(AgentOptions options)
    {
        var command = new Command(Name, "Keep the processes of the agent with this data folder: their parent, also while no agent runs. The agent starts it when it is not there.");
        options.AddBasicsTo(command);
        Guarded.Sets(command, options, async (_, settings, cancel) =>
        {
            if (!OperatingSystem.IsLinux())
            {
                return "on this system the agent keeps its processes itself.";
            }

            // It has no terminal of its own, and whoever closes one does not mean it.
            using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => context.Cancel = true);
            var place = new KeeperPlace(AgentFolder.Open(settings.DataDirectory).Keeper);
            var kept = await KeeperHost.RunAsync(place, AgentVersion.Text, TimeProvider.System, Log, cancel).ConfigureAwait(false);
            return kept ? null : $"another keeper lives in {place.Folder}.";
        });
        return command;
    }

    private static void Log(string line) =>
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.Now:yyyy-MM-dd HH:mm:ss} keeper {Environment.ProcessId}: {LogText.OneLine(line)}"));
}
