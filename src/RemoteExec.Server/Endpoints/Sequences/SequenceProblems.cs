using Microsoft.AspNetCore.Http.HttpResults;
using RemoteExec.Api.Sequences;
using RemoteExec.Server.Endpoints.Http;
using RemoteExec.Server.Sequences.Files;

namespace RemoteExec.Server.Endpoints.Sequences;

/// <summary>What is wrong with a file, as a refusal.</summary>
internal static class SequenceProblems
{
    private const int MostTold = 100;

    internal static ProblemHttpResult Of(IReadOnlyList<SequenceFileProblem> problems)
    {
        var errors = new FieldErrors();
        foreach (var problem in problems.Take(MostTold))
        {
            errors.Add($"line {problem.Line}, column {problem.Column}", problem.Sentence);
        }

        var refusal = Problems.Invalid(errors);
        refusal.ProblemDetails.Extensions["problems"] =
            problems.Take(MostTold).Select(problem => new FileProblemResource(problem.Line, problem.Column, problem.Path, problem.Sentence)).ToList();
        return refusal;
    }
}
