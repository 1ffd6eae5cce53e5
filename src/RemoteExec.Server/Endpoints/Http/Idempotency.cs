using System.Security.Cryptography;
using RemoteExec.Api.Common;
using RemoteExec.Server.Accounts;
using RemoteExec.Storage.Access;

namespace RemoteExec.Server.Endpoints.Http;

/// <summary>
/// <c>Idempotency-Key</c>: a request sent again with its key is answered as the first time, for a day, and not carried out
/// again. Two at the same time wait for one another. Only what was carried out is kept: a refusal may be tried again.
/// </summary>
internal sealed class Idempotency(IAccessStore store, TimeProvider time, ILogger<Idempotency> log)
{
    private const int MostKeyLength = 128;
    private const int Turns = 64;

    private static readonly TimeSpan KeepPatience = TimeSpan.FromSeconds(5);

    // Requests whose keys share a turn wait for one another without need; that is rare and harmless, and the memory is bounded.
    private readonly SemaphoreSlim[] _turns = [.. Enumerable.Range(0, Turns).Select(_ => new SemaphoreSlim(1, 1))];

    /// <summary>Carries out, or repeats the earlier answer.</summary>
    internal async Task<IResult> OnceAsync(HttpContext context, byte[] body, Func<Task<(IResult Result, byte[]? Keep)>> carryOut)
    {
        var key = context.Request.Headers[Headers.IdempotencyKey].ToString();
        if (key.Length == 0)
        {
            return (await carryOut().ConfigureAwait(false)).Result;
        }

        if (key.Length > MostKeyLength || key.Any(char.IsControl))
        {
            return Problems.Invalid(Headers.IdempotencyKey, $"must have 1 to {MostKeyLength} characters, none of them a control character");
        }

        var token = context.CallerToken();
        var turn = _turns[(uint)HashCode.Combine(token, key) % Turns];
        await turn.WaitAsync(context.RequestAborted).ConfigureAwait(false);
        try
        {
            return await InTurnAsync(token, key, SHA256.HashData(body), carryOut, context.RequestAborted).ConfigureAwait(false);
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<IResult> InTurnAsync(
        string token, string key, byte[] hash, Func<Task<(IResult Result, byte[]? Keep)>> carryOut, CancellationToken cancellation)
    {
        if (await store.AnswerAsync(token, key, time.GetUtcNow(), cancellation).ConfigureAwait(false) is { } earlier)
        {
            return earlier.BodyHash.AsSpan().SequenceEqual(hash)
                ? new KeptAnswer(earlier.Status, earlier.Body)
                : Problems.Of(
                    StatusCodes.Status409Conflict,
                    ProblemCodes.IdempotencyMismatch,
                    "This Idempotency-Key was used for another request. Use a new key for a new request.");
        }

        var (result, keep) = await carryOut().ConfigureAwait(false);
        if (keep is not null)
        {
            // The programs are started: the answer is kept even when the caller has gone meanwhile.
            await KeepAsync(new(token, key, hash, StatusCodes.Status202Accepted, keep, time.GetUtcNow())).ConfigureAwait(false);
        }

        return result;
    }

    // A caller who hears a failure would start everything again, so a success stays one.
    private async Task KeepAsync(AnswerRow answer)
    {
        try
        {
            await store.AddAnswerAsync(answer, CancellationToken.None).WaitAsync(KeepPatience, time).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            HttpLog.AnswerNotKept(log, e.Message);
        }
    }
}

/// <summary>An answer as bytes.</summary>
internal sealed record KeptAnswer(int Status, byte[] Body) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = Status;
        httpContext.Response.ContentType = "application/json; charset=utf-8";
        await httpContext.Response.Body.WriteAsync(Body, httpContext.RequestAborted).ConfigureAwait(false);
    }
}
