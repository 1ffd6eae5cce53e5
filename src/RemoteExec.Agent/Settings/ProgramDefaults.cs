using System.Collections.Frozen;
using RemoteExec.Protocol.Messages.Policies;

namespace RemoteExec.Agent.Settings;

/// <summary>How programs are looked after when the server does not say: this machine's own word. Two are equal when they were written alike.</summary>
internal sealed record ProgramDefaults
{
    /// <summary>Nothing is said.</summary>
    internal static readonly ProgramDefaults None = new();

    private FrozenDictionary<string, Supervision> _programs = FrozenDictionary<string, Supervision>.Empty;

    /// <summary>Of every program.</summary>
    internal Supervision All { get; private init; } = Supervision.None;

    /// <summary><c>defaults</c> as it was written, without comments; empty: it was not.</summary>
    internal string AllAsWritten { get; private init; } = "";

    /// <summary><c>programs</c> as it was written, without comments; empty: it was not.</summary>
    internal string ProgramsAsWritten { get; private init; } = "";

    /// <summary>Of one application, in the place of what is said of all; by the name that <see cref="Policy.IPathRules.NamesOf"/> puts first.</summary>
    /// <param name="name">That name.</param>
    internal Supervision Of(string name) => _programs.GetValueOrDefault(name, Supervision.None);

    internal ProgramDefaults WithAll(Supervision all, string asWritten) => this with { All = all, AllAsWritten = asWritten };

    internal ProgramDefaults WithPrograms(FrozenDictionary<string, Supervision> programs, string asWritten) => this with { _programs = programs, ProgramsAsWritten = asWritten };

    public bool Equals(ProgramDefaults? other) => other is not null && AllAsWritten == other.AllAsWritten && ProgramsAsWritten == other.ProgramsAsWritten;

    public override int GetHashCode() => HashCode.Combine(AllAsWritten, ProgramsAsWritten);
}
