using Microsoft.EntityFrameworkCore;
using RemoteExec.Storage.Access;
using RemoteExec.Storage.Entities;

namespace RemoteExec.Storage.Writing;

/// <summary>Kept answers, as part of a batch. Those that are too old go now and then.</summary>
internal sealed class AnswerWriter
{
    private static readonly TimeSpan Sweep = TimeSpan.FromMinutes(1);

    private DateTimeOffset _swept = DateTimeOffset.MinValue;

    /// <summary>Adds them to what the context will save.</summary>
    internal async Task AddAsync(FleetDbContext database, IReadOnlyList<AnswerRow> answers, CancellationToken cancel)
    {
        if (answers.Count == 0)
        {
            return;
        }

        if (answers[^1].At - _swept > Sweep)
        {
            _swept = answers[^1].At;
            var old = (_swept - AccessStore.AnswersKept).ToUnixTimeMilliseconds();
            await database.Answers.Where(row => row.At < old).ExecuteDeleteAsync(cancel).ConfigureAwait(false);
        }

        foreach (var answer in answers.DistinctBy(answer => (answer.TokenId, answer.Key)))
        {
            await database.Answers.Where(row => row.TokenId == answer.TokenId && row.Key == answer.Key).ExecuteDeleteAsync(cancel).ConfigureAwait(false);
            database.Answers.Add(new AnswerEntity
            {
                TokenId = answer.TokenId,
                Key = answer.Key,
                BodyHash = answer.BodyHash,
                Status = answer.Status,
                Body = answer.Body,
                At = answer.At.ToUnixTimeMilliseconds(),
            });
        }
    }
}
