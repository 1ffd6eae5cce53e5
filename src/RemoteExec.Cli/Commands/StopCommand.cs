using System.CommandLine;
using System.Globalization;
using RemoteExec.Api;
using RemoteExec.Api.Client;
using RemoteExec.Api.Processes;
using RemoteExec.Cli.CommandLine;
using RemoteExec.Cli.Printing;

namespace RemoteExec.Cli.Commands;

/// <summary><c>stop ID…|TARGET [--grace T]</c></summary>
internal static class StopCommand
{
    private static readonly TimeSpan DefaultGrace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Beyond = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(400);

    internal static Command Create(CommandContext context)
    {
        var what = new Argument<string[]>("ID|TARGET") { Description = "Ids of processes, or the machines whose processes end", Arity = ArgumentArity.OneOrMore };
        var grace = DurationOption.Create("--grace", "How long a program may take to end by itself [default: its own, else 5s]");
        var command = new Command("stop", "Ask programs to end, end them after the grace, and wait until they have ended") { what, grace };
        context.Sets(command, async (parsed, session, cancellation) =>
        {
            var given = parsed.GetValue(grace);
            var (stopping, code) = await AskAsync(session, parsed.GetRequiredValue(what), given.Milliseconds(), cancellation).ConfigureAwait(false);
            var ended = await EndAsync(session.Client, stopping, (given ?? DefaultGrace) + Beyond, cancellation).ConfigureAwait(false);
            if (session.Json)
            {
                session.PrintJson(ended, ApiJson.Default.IReadOnlyListProcessResource);
            }

            foreach (var process in ended.Where(_ => !session.Json))
            {
                session.Line(Escaped.Text(Ends.Sentence(process)));
            }

            if (stopping.Count == 0 && code == ExitCodes.Done)
            {
                session.Say("remoteexec: nothing runs there");
            }

            if (ended.Any(process => !ProcessStateWords.IsFinal(process.State)))
            {
                session.Say("remoteexec: not all have ended yet; \"remoteexec ps\" shows what becomes of them");
                return ExitCodes.Failed;
            }

            return code;
        });
        return command;
    }

    // One that cannot be stopped does not save the others.
    private static async Task<(List<ProcessResource> Stopping, int Code)> AskAsync(Session session, string[] what, int? grace, CancellationToken cancellation)
    {
        var stopping = new List<ProcessResource>();
        var worst = ExitCodes.Done;
        var ids = what.Where(IsId).Select(id => long.Parse(id, CultureInfo.InvariantCulture)).Distinct().ToList();
        var targets = what.Where(text => !IsId(text)).ToList();
        var asks = ids.Select<long, Func<Task<IReadOnlyList<ProcessResource>>>>(id => () => session.Client.StopAsync(id, new StopRequest { Grace = grace }, cancellation));
        if (targets.Count > 0)
        {
            asks = asks.Append(async () =>
            {
                var answer = await session.Client.StopWhereAgreedAsync(new StopRequest { Targets = targets, Grace = grace }, cancellation).ConfigureAwait(false);
                foreach (var refusal in answer.Refused ?? [])
                {
                    session.Say($"remoteexec: {refusal.Machine}: {refusal.Detail}");
                    worst = ExitCodes.Failed;
                }

                return answer.Items;
            });
        }

        foreach (var ask in asks)
        {
            try
            {
                stopping.AddRange(await ask().ConfigureAwait(false));
            }
            catch (ApiException refused)
            {
                var (code, sentence) = CommandContext.Explain(refused);
                session.Say($"remoteexec: {sentence}");
                worst = Math.Max(worst, code);
            }
        }

        return (stopping, worst);
    }

    private static async Task<IReadOnlyList<ProcessResource>> EndAsync(
        RemoteExecClient client, List<ProcessResource> stopping, TimeSpan most, CancellationToken cancellation)
    {
        var began = TimeProvider.System.GetTimestamp();
        var pause = TimeSpan.FromMilliseconds(25);
        for (var i = 0; i < stopping.Count; i++)
        {
            while (!ProcessStateWords.IsFinal(stopping[i].State) && TimeProvider.System.GetElapsedTime(began) < most)
            {
                await Task.Delay(pause, cancellation).ConfigureAwait(false);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
                stopping[i] = await client.ProcessAsync(stopping[i].Id, cancellation).ConfigureAwait(false);
            }
        }

        return stopping;
    }

    private static bool IsId(string text) => text.Length is > 0 and < 19 && text.All(char.IsAsciiDigit);
}
