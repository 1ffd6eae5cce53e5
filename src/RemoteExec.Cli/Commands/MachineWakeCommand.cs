using System.CommandLine;
using RemoteExec.Api;
using RemoteExec.Api.Client;
using RemoteExec.Api.Common;
using RemoteExec.Api.Machines;
using RemoteExec.Cli.CommandLine;
using RemoteExec.Cli.Printing;

namespace RemoteExec.Cli.Commands;

/// <summary><c>machines wake TARGET</c></summary>
internal static class MachineWakeCommand
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WakeEvery = TimeSpan.FromSeconds(10);

    internal static Command Create(CommandContext context)
    {
        var target = new Argument<string>("TARGET") { Description = "A machine, label=value, @group, * or several with commas" };
        var wait = DurationOption.Create("--wait", "Return when they are there; fail when they have not come after so long");
        var command = new Command("wake", "Wake machines that are away, through others on their network") { target, wait };
        context.Sets(command, async (parsed, session, cancellation) =>
        {
            var machines = await session.Client.MachinesAsync(parsed.GetRequiredValue(target), cancellation).ConfigureAwait(false);
            var (woken, code) = await WakeAsync(session, machines.Select(machine => machine.Name), cancellation).ConfigureAwait(false);
            if (session.Json)
            {
                session.PrintJson(woken, ApiJson.Default.IReadOnlyListWakeResource);
            }
            else
            {
                woken.ToList().ForEach(one => session.Line(Escaped.Text($"{one.Machine}: {(one.Connected ? "is there" : $"woken through {string.Join(", ", one.Through)}")}")));
            }

            return code == ExitCodes.Done && parsed.GetValue(wait) is { } patience
                ? await WaitAsync(session, parsed.GetRequiredValue(target), patience, cancellation).ConfigureAwait(false)
                : code;
        });
        return command;
    }

    private static async Task<(IReadOnlyList<WakeResource> Woken, int Code)> WakeAsync(Session session, IEnumerable<string> machines, CancellationToken cancellation)
    {
        List<WakeResource> woken = [];
        var code = ExitCodes.Done;
        foreach (var machine in machines)
        {
            try
            {
                woken.Add(await session.Client.WakeMachineAsync(machine, cancellation).ConfigureAwait(false));
            }
            catch (ApiException e) when (e.Code == ProblemCodes.CannotWake)
            {
                session.Say($"remoteexec: {machine}: {e.Message}");
                code = ExitCodes.Failed;
            }
        }

        return (woken, code);
    }

    // The first packet may have come while the machine was still going down: those that are away are woken again.
    private static async Task<int> WaitAsync(Session session, string target, TimeSpan patience, CancellationToken cancellation)
    {
        var time = TimeProvider.System;
        var (begin, woken) = (time.GetTimestamp(), time.GetTimestamp());
        while (true)
        {
            var away = (await session.Client.MachinesAsync(target, cancellation).ConfigureAwait(false)).Where(machine => !machine.Connected).Select(machine => machine.Name).ToList();
            if (away.Count == 0)
            {
                session.Say("all are there");
                return ExitCodes.Done;
            }

            if (time.GetElapsedTime(begin) >= patience)
            {
                session.Say($"remoteexec: {string.Join(", ", away)} {(away.Count == 1 ? "has" : "have")} not come");
                return ExitCodes.TimedOut;
            }

            if (time.GetElapsedTime(woken) >= WakeEvery)
            {
                woken = time.GetTimestamp();
                await WakeAsync(session, away, cancellation).ConfigureAwait(false);
            }

            await Task.Delay(LookEvery, time, cancellation).ConfigureAwait(false);
        }
    }
}
