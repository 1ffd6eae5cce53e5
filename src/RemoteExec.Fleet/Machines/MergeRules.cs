using RemoteExec.Fleet.Processes;

namespace RemoteExec.Fleet.Machines;

/// <summary>Two records of one computer become one: it was installed anew, and has a new key.</summary>
public static class MergeRules
{
    /// <summary>The record that stays: its id, key and connection are its own, what people gave the older one is kept.</summary>
    /// <param name="into">Which stays.</param>
    /// <param name="from">Which goes.</param>
    public static Machine Merge(Machine into, Machine from)
    {
        ArgumentNullException.ThrowIfNull(into);
        ArgumentNullException.ThrowIfNull(from);
        var labels = new Dictionary<string, string>(from.Labels, StringComparer.Ordinal);
        foreach (var (key, value) in into.Labels)
        {
            labels[key] = value;
        }

        return into with { Labels = labels, FirstSeen = from.FirstSeen < into.FirstSeen ? from.FirstSeen : into.FirstSeen };
    }

    /// <summary>A process of the record that goes, as it is kept: nobody will tell more of it.</summary>
    /// <param name="process">The process.</param>
    /// <param name="now">Now.</param>
    public static FleetProcess Conclude(FleetProcess process, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(process);
        return process.State.IsFinal() ? process
            : process.StartedAt is null ? process with { State = ProcessState.Failed, EndedAt = now, Message = "its machine was installed anew before it could start" }
            : process with { State = ProcessState.Exited, EndedAt = now, Message = "outcome unknown: its machine was installed anew" };
    }
}
