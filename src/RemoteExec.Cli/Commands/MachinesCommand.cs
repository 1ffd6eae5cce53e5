using System.CommandLine;
using RemoteExec.Api;
using RemoteExec.Cli.CommandLine;
using RemoteExec.Cli.Printing;

namespace RemoteExec.Cli.Commands;

/// <summary><c>machines</c></summary>
internal static class MachinesCommand
{
    internal static Command Create(CommandContext context)
    {
        var target = new Option<string?>("--target") { Description = "Only the machines that this means: a name, label=value, @group, or several with commas", HelpName = "TARGET" };
        var command = new Command("machines", "List machines; show, rename, label, wake, merge or remove one")
        {
            MachineShowCommand.Create(context),
            MachineRenameCommand.Create(context),
            MachineLabelCommand.Create(context),
            MachineMergeCommand.Create(context),
            MachineWakeCommand.Create(context),
            MachineRevokeCommand.Create(context),
            MachineRemoveCommand.Create(context),
            target,
        };
        context.Sets(command, async (parsed, session, cancellation) =>
        {
            var machines = await (parsed.GetValue(target) is { } wanted ? session.Client.MachinesAsync(wanted, cancellation) : session.Client.MachinesAsync(cancellation)).ConfigureAwait(false);
            if (session.Json)
            {
                session.PrintJson(machines, ApiJson.Default.IReadOnlyListMachineResource);
                return ExitCodes.Done;
            }

            if (machines.Count == 0)
            {
                session.Say("No machine has joined yet. \"remoteexec token create\" makes a token to start an agent with.");
                return ExitCodes.Done;
            }

            var now = TimeProvider.System.GetUtcNow();
            Terminal.Table(
                session.Around,
                ["NAME", "STATE", "LAST SEEN", "ADDRESS", "LABELS"],
                machines.Select(machine => new[]
                {
                    machine.Name,
                    (machine.Connected ? "connected" : "away") + (machine.Cloned is null ? "" : " (cloned)"),
                    machine.Connected ? "now" : Ages.Ago(machine.LastSeen, now),
                    machine.Addresses.Count > 0 ? machine.Addresses[0] : "",
                    Labels.Text(machine.Labels),
                }));
            return ExitCodes.Done;
        });
        return command;
    }
}
