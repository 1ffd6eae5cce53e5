using System.Text.Json.Serialization;

namespace RemoteExec.Api.Processes;

/// <summary>The answer to a request for several machines: what was done, and who refused.</summary>
/// <param name="Items">The processes that are started or stopped.</param>
/// <param name="Next">Always null: the answer is whole.</param>
/// <param name="Refused">The machines on which nothing was done; left out when all agreed.</param>
public sealed record ProcessesAnswer(
    IReadOnlyList<ProcessResource> Items,
    string? Next,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<TargetRefusal>? Refused = null);

/// <summary>Why nothing was done on a machine.</summary>
/// <param name="Machine">Its name.</param>
/// <param name="Code">One of <see cref="Common.ProblemCodes"/>.</param>
/// <param name="Detail">A sentence for people.</param>
public sealed record TargetRefusal(string Machine, string Code, string Detail);
