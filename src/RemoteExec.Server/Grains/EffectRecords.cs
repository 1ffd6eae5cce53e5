using System.Text.Json.Nodes;
using RemoteExec.Fleet.Machines;
using RemoteExec.Fleet.Processes;
using RemoteExec.Storage;
using RemoteExec.Storage.Reading;

namespace RemoteExec.Server.Grains;

/// <summary>From what the rules want stored to what storage writes.</summary>
internal static class EffectRecords
{
    internal static List<StorageChange> Of(Decision decision, DateTimeOffset now)
    {
        var changes = new List<StorageChange>(decision.Effects.Count);
        foreach (var effect in decision.Effects)
        {
            switch (effect)
            {
                case MachineEffect.SaveMachine save:
                    changes.Add(new StorageChange.SaveMachine(save.Machine));
                    break;
                case MachineEffect.SaveProcess save:
                    changes.Add(new StorageChange.SaveProcess(save.Process));
                    break;
                case MachineEffect.Tell tell:
                    changes.Add(new StorageChange.AddEvent(Event(tell, decision.State.Machine, now)));
                    break;
            }
        }

        return changes;
    }

    /// <summary>Data of an event that has only a sentence.</summary>
    internal static string Text(string text) => new JsonObject { ["text"] = text }.ToJsonString();

    /// <summary>Data of an event about a sequence.</summary>
    internal static string Sequence(string name, string by) => new JsonObject { ["sequence"] = name, ["by"] = by }.ToJsonString();

    private static EventRow Event(MachineEffect.Tell tell, Machine? machine, DateTimeOffset now) =>
        new(0, now, tell.Kind, machine?.Id, machine?.Name, tell.Process?.Id, Data(tell)?.ToJsonString());

    private static JsonObject? Data(MachineEffect.Tell tell)
    {
        if (tell.Process is not { } process)
        {
            return tell.Text is null ? null : new JsonObject { ["text"] = tell.Text };
        }

        var data = new JsonObject
        {
            ["name"] = process.Executable.Name ?? process.Executable.Application,
            ["state"] = process.State.ToWord(),
            ["wireId"] = process.WireId,
            ["attempt"] = process.Attempt,
            ["message"] = process.Message,
            ["by"] = process.RequestedBy,
        };
        if (process.Ready is { } ready)
        {
            data["ready"] = ready;
        }

        if (process.ExitCode is { } code)
        {
            data["exitCode"] = code;
        }

        if (process.Signal is { } signal)
        {
            data["signal"] = signal;
        }

        return data;
    }
}
