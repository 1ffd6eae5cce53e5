using System.Globalization;
using RemoteExec.Api.Client;
using RemoteExec.Cli.CommandLine;

namespace RemoteExec.Cli.Running;

/// <summary>The instant of <c>--at</c> as it is typed: a time, or <c>+</c> and how long from now; now is what the server's clock says.</summary>
internal static class AtText
{
    private const string Shape = "--at must look like 2026-11-24T20:15:00Z, 2026-11-24T20:15 (the time of this machine's zone) or +5s.";

    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>As the server takes it.</summary>
    /// <param name="typed">What was typed.</param>
    /// <param name="client">The server; asked only when its time is needed.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="UsageException">It has another shape.</exception>
    internal static async Task<string> ResolveAsync(string typed, Func<RemoteExecClient> client, CancellationToken cancellation)
    {
        if (!typed.StartsWith('+'))
        {
            return Write(Parse(typed));
        }

        return Durations.TryParse(typed[1..], out var ahead)
            ? Write((await client().ServerAsync(cancellation).ConfigureAwait(false)).Now + ahead)
            : throw new UsageException(Shape);
    }

    private static DateTimeOffset Parse(string typed) =>
        DateTimeOffset.TryParseExact(typed, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var instant) ? instant : throw new UsageException(Shape);

    private static string Write(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
