using System.CommandLine;
using RemoteExec.Api;
using RemoteExec.Api.Machines;
using RemoteExec.Cli.CommandLine;
using RemoteExec.Cli.Printing;

namespace RemoteExec.Cli.Commands;

/// <summary><c>machines show NAME</c></summary>
internal static class MachineShowCommand
{
    internal static Command Create(CommandContext context)
    {
        var name = MachineArgument.Create();
        var command = new Command("show", "Show all that is known of a machine") { name };
        context.Sets(command, async (parsed, session, cancellation) =>
        {
            Print(session, await session.Client.MachineAsync(parsed.GetRequiredValue(name), cancellation).ConfigureAwait(false));
            return ExitCodes.Done;
        });
        return command;
    }

    internal static void Print(Session session, MachineResource machine)
    {
        if (session.Json)
        {
            session.PrintJson(machine, ApiJson.Default.MachineResource);
            return;
        }

        (string, string)[] rows =
        [
            ("name", machine.Name),
            ("id", machine.Id),
            ("state", machine.Connected ? "connected" : "away"),
            .. MachineText.Clone(machine.Cloned),
            ("addresses", string.Join(' ', machine.Addresses)),
            .. machine.Networks.Select((network, index) => (index == 0 ? "networks" : "", $"{network.Mac} {string.Join(' ', network.Addresses)}".TrimEnd())),
            ("labels", Labels.Text(machine.Labels)),
            ("first seen", Ages.Clock(machine.FirstSeen)),
            ("last seen", Ages.Clock(machine.LastSeen)),
            ("agent", machine.Agent),
            ("dialect", machine.Dialect),
            ("extensions", string.Join(' ', machine.Extensions)),
            .. MachineText.Facts(machine.Facts),
            .. MachineText.Folders(machine.Folders).Select((line, index) => (index == 0 ? "may start" : "", line)),
        ];
        foreach (var (key, value) in rows.Where(row => row.Item2.Length > 0))
        {
            session.Line($"{key,-12} {Escaped.Text(value)}");
        }
    }
}
