using System.Globalization;
using RemoteExec.Api.Processes;
using RemoteExec.Cli.Printing;

namespace RemoteExec.Cli.Running;

/// <summary>What became of one machine of several.</summary>
/// <param name="Machine">Its name.</param>
/// <param name="Process">Its process as it ended; null: there was none.</param>
/// <param name="Code">The exit code that stands for it.</param>
internal sealed record MachineOutcome(string Machine, ProcessResource? Process, int Code)
{
    /// <summary>Rows of a table at most; beyond them those that went well are only counted.</summary>
    internal const int MostRows = 50;

    internal static MachineOutcome Of(ProcessResource process) => new(process.Machine, process, ExitCodeOf.Process(process));

    /// <summary>What is said when all is over: a row for each machine, and how many of what.</summary>
    /// <param name="outcomes">Of those that began.</param>
    /// <param name="notBegun">Those that did not.</param>
    internal static IReadOnlyList<string> Summary(IReadOnlyList<MachineOutcome> outcomes, IReadOnlyList<string> notBegun)
    {
        var all = outcomes.Count + notBegun.Count;
        var shown = (all <= MostRows ? outcomes : outcomes.Where(outcome => outcome.Code != 0)).OrderBy(outcome => outcome.Machine, StringComparer.OrdinalIgnoreCase).ToList();
        var width = shown.Select(outcome => Escaped.Text(outcome.Machine).Length).DefaultIfEmpty(0).Max();
        var rows = shown.Select(outcome => $"  {Escaped.Text(outcome.Machine).PadRight(width)}  {outcome.How()}".TrimEnd());
        var failed = outcomes.Count(outcome => outcome.Code != 0);
        var counts = $"{outcomes.Count - failed} of {all} went well" + (failed > 0 ? $", {failed} failed" : "") + (notBegun.Count > 0 ? $", {notBegun.Count} not begun: {Names(notBegun)}" : "");
        return [.. rows, counts];
    }

    private static string Names(IReadOnlyList<string> machines) =>
        string.Join(", ", machines.Take(MostRows)) + (machines.Count > MostRows ? $" and {machines.Count - MostRows} more" : "");

    private string How()
    {
        if (Process is not { } process)
        {
            return "not started";
        }

        var took = process is { StartedAt: { } began, EndedAt: { } ended } ? string.Create(CultureInfo.InvariantCulture, $"  {(ended - began).TotalSeconds:0.0} s") : "";
        var how = Ends.Short(process);
        return $"{(how.Length > 0 && process.State != ProcessStateWords.Exited ? $"{process.State} ({how})" : how.Length > 0 ? how : process.State)}{took}";
    }
}
