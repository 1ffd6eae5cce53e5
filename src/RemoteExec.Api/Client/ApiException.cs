using RemoteExec.Api.Common;

namespace RemoteExec.Api.Client;

/// <summary>The server answered, and the answer is a refusal. <see cref="Exception.Message"/> is the server's sentence for people.</summary>
/// <param name="status">The HTTP status, 400 to 599.</param>
/// <param name="code">A stable code (<see cref="ProblemCodes"/>), or <c>http-NNN</c> when the answer had none.</param>
/// <param name="sentence">What to tell a person; peer text, to be escaped before it is shown.</param>
public sealed class ApiException(int status, string code, string sentence) : Exception(sentence)
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; } = status;

    /// <summary>The stable code.</summary>
    public string Code { get; } = code;

    /// <summary>The refusal as the server told it; null when it told none.</summary>
    public ProblemResource? Problem { get; init; }
}
