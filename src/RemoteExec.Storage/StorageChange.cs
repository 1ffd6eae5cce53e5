using RemoteExec.Fleet.Machines;
using RemoteExec.Fleet.Processes;

namespace RemoteExec.Storage;

/// <summary>One thing to be written.</summary>
public abstract record StorageChange
{
    private StorageChange()
    {
    }

    /// <summary>A machine, new or changed.</summary>
    public sealed record SaveMachine(Machine Machine) : StorageChange;

    /// <summary>A machine that is forgotten, with its processes and their output.</summary>
    public sealed record RemoveMachine(string MachineId) : StorageChange;

    /// <summary>A process, new or changed.</summary>
    public sealed record SaveProcess(FleetProcess Process) : StorageChange;

    /// <summary>Something that happened.</summary>
    public sealed record AddEvent(FleetEvent Event) : StorageChange;

    /// <summary>A piece of output.</summary>
    public sealed record AddOutput(OutputChunk Chunk) : StorageChange;
}

/// <summary>Something that happened.</summary>
/// <param name="Id">Rises; given by the database.</param>
/// <param name="At">When.</param>
/// <param name="Kind">For example <c>process.exited</c>.</param>
/// <param name="MachineId">The machine.</param>
/// <param name="Machine">Its name at that time.</param>
/// <param name="ProcessId">The process.</param>
/// <param name="Json">More, as a JSON object.</param>
public sealed record FleetEvent(
    long Id, DateTimeOffset At, string Kind, string? MachineId = null, string? Machine = null, long? ProcessId = null, string? Json = null);

/// <summary>A piece of what a process wrote.</summary>
/// <param name="Cursor">Rises; given by the database.</param>
/// <param name="ProcessId">The process.</param>
/// <param name="Stream">1 stdout, 2 stderr.</param>
/// <param name="Offset">Of the first byte in its stream.</param>
/// <param name="At">When the server had it.</param>
/// <param name="Bytes">1–65,536 bytes.</param>
public sealed record OutputChunk(long Cursor, long ProcessId, int Stream, long Offset, DateTimeOffset At, byte[] Bytes);
