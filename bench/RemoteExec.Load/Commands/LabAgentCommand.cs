using System.CommandLine;
using RemoteExec.Agent.Hosting;
using RemoteExec.Agent.Settings;
using RemoteExec.Load.Peers;
using RemoteExec.Processes.Keeping;

namespace RemoteExec.Load.Commands;

/// <summary>A whole agent on a machine whose clock is wrong, until standard input ends; and its keeper, which has the same clock. Verbs that <c>at</c> starts this program with.</summary>
internal static class LabAgentCommand
{
    internal const string Name = "peer-lab-agent";

    private const string Keeper = "peer-lab-keeper";

    internal static Command Create()
    {
        var name = new Argument<string>("name");
        var port = new Argument<int>("port");
        var password = new Argument<string>("password-file");
        var data = new Argument<string>("data");
        var allow = new Argument<string>("allow");
        var seconds = new Argument<int>("wrong-by-seconds");
        var command = new Command(Name, "Internal.") { name, port, password, data, allow, seconds };
        command.Hidden = true;
        command.SetAction(async (parsed, cancel) =>
        {
            var folder = parsed.GetRequiredValue(data);
            var settings = new AgentSettings
            {
                DataDirectory = folder,
                Servers = [ServerAddress.TryParse($"127.0.0.1:{parsed.GetValue(port)}", out var server) ? server : throw new ArgumentException("port")],
                Name = parsed.GetRequiredValue(name),
                Allow = [parsed.GetRequiredValue(allow)],
                TrustOnFirstUse = true,
                PasswordFile = parsed.GetRequiredValue(password),
                LeaveOnExit = false,
            };
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            var input = Console.OpenStandardInput();
            _ = Task.Run(async () =>
            {
                _ = await input.ReadAsync(new byte[1], CancellationToken.None);
                await stop.CancelAsync();
            }, CancellationToken.None);
            var problem = await AgentRun.UntilStoppedAsync(
                settings, null, TextReader.Null, KeeperOf(folder, parsed.GetValue(seconds)), ClockOf(parsed.GetValue(seconds)), stop.Token);
            if (problem is not null)
            {
                await Console.Error.WriteLineAsync(problem);
            }
        });
        return command;
    }

    internal static Command CreateKeeper()
    {
        var data = new Argument<string>("data");
        var seconds = new Argument<int>("wrong-by-seconds");
        var command = new Command(Keeper, "Internal.") { data, seconds };
        command.Hidden = true;
        command.SetAction((parsed, cancel) => OperatingSystem.IsLinux()
            ? KeeperHost.RunAsync(new KeeperPlace(AgentFolder.Open(parsed.GetRequiredValue(data)).Keeper), "lab", ClockOf(parsed.GetValue(seconds)), _ => { }, cancel)
            : throw new PlatformNotSupportedException("This measurement is for Linux."));
        return command;
    }

    private static WrongClock ClockOf(int seconds) => new(TimeSpan.FromSeconds(seconds));

    private static string[] KeeperOf(string folder, int seconds) => [Environment.ProcessPath!, typeof(LabAgentCommand).Assembly.Location, Keeper, folder, $"{seconds}"];
}
