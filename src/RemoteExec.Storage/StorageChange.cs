using RemoteExec.Fleet.Machines;
using RemoteExec.Fleet.Notices;
using RemoteExec.Fleet.Processes;
using RemoteExec.Storage.Access;
using RemoteExec.Storage.Auditing;
using RemoteExec.Storage.Notices;
using RemoteExec.Storage.Reading;
using RemoteExec.Storage.Settings;

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

    /// <summary>A machine that is forgotten, while its processes, events and runs become another's. Their ids on the wire, which mean nothing there, become negative.</summary>
    public sealed record MergeMachine(string From, string Into) : StorageChange;

    /// <summary>A process, new or changed.</summary>
    public sealed record SaveProcess(FleetProcess Process) : StorageChange;

    /// <summary>Something that happened.</summary>
    public sealed record AddEvent(EventRow Event) : StorageChange;

    /// <summary>A piece of output.</summary>
    public sealed record AddOutput(OutputRow Piece) : StorageChange;

    /// <summary>A sequence, new or changed.</summary>
    public sealed record SaveSequence(SequenceRow Sequence) : StorageChange;

    /// <summary>A sequence that is forgotten; its runs stay.</summary>
    public sealed record RemoveSequence(string Name) : StorageChange;

    /// <summary>A run, new or changed.</summary>
    public sealed record SaveRun(RunRow Run) : StorageChange;

    /// <summary>A row of the audit, beside the change that it tells of.</summary>
    public sealed record AddAudit(AuditRow Row) : StorageChange;

    /// <summary>An API token was used.</summary>
    public sealed record TouchToken(string TokenId, DateTimeOffset At) : StorageChange;

    /// <summary>Something that somebody is to be told.</summary>
    public sealed record AddNoticeEvent(NoticeEvent Event) : StorageChange;

    /// <summary>Notices that were written, of events up to one; they and what the rules remember are one change.</summary>
    public sealed record GatherNotices(long UpTo, NoticeState State, IReadOnlyList<NoticeRow> Written) : StorageChange;

    /// <summary>What became of a notice.</summary>
    public sealed record SaveNotice(NoticeRow Notice) : StorageChange;

    /// <summary>The settings that were made by the HTTP interface.</summary>
    public sealed record SaveSettings(StoredSettings Settings) : StorageChange;

    /// <summary>An answer that is kept for a day.</summary>
    public sealed record KeepAnswer(AnswerRow Answer) : StorageChange;
}
