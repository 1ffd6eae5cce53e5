using System.CommandLine;
using RemoteExec.Cli.CommandLine;

namespace RemoteExec.Cli.Commands;

/// <summary>Which rows of the audit are wanted: options that <c>audit</c> and <c>audit export</c> share.</summary>
internal sealed class AuditOptions
{
    private readonly Option<string?> _who = new("--who") { Description = "Only what this account, or the token of this name, did", HelpName = "NAME" };
    private readonly Option<string?> _action = new("--action") { Description = "Only this action, such as machine.rename, or machine for all of them", HelpName = "A" };
    private readonly Option<string?> _since = new("--since") { Description = "From this moment on: 2026-11-24T20:15:00Z, or 2h for two hours ago", HelpName = "TIME" };
    private readonly Option<string?> _until = new("--until") { Description = "Before this moment", HelpName = "TIME" };

    internal void AddTo(Command command)
    {
        command.Add(_who);
        command.Add(_action);
        command.Add(_since);
        command.Add(_until);
    }

    /// <summary>As a query, with more of it.</summary>
    internal string Query(ParseResult parsed, params IEnumerable<(string Key, string Value)> more) => QueryText.Of(
    [
        ("who", parsed.GetValue(_who)),
        ("action", parsed.GetValue(_action)),
        ("since", MomentText.ToQuery(_since.Name, parsed.GetValue(_since))),
        ("until", MomentText.ToQuery(_until.Name, parsed.GetValue(_until))),
        .. more.Select(part => (part.Key, (string?)part.Value)),
    ]);
}
