using System.CommandLine;
using RemoteExec.Api.Client;
using RemoteExec.Api.Common;
using RemoteExec.Cli.Connections;

namespace RemoteExec.Cli.CommandLine;

/// <summary>Runs what a command does, and turns what went wrong into a sentence and an exit code.</summary>
internal sealed class CommandContext(GlobalOptions options, InvocationSurroundings around)
{
    internal void Sets(Command command, Func<ParseResult, Session, CancellationToken, Task<int>> act) =>
        command.SetAction((parsed, cancellation) => GuardedAsync(parsed, act, cancellation));

    private async Task<int> GuardedAsync(ParseResult parsed, Func<ParseResult, Session, CancellationToken, Task<int>> act, CancellationToken cancellation)
    {
        var client = new Lazy<RemoteExecClient>(() =>
        {
            var found = Discovery.Find(
                new ConnectionWish(parsed.GetValue(options.Url), parsed.GetValue(options.Token), parsed.GetValue(options.TokenFile), parsed.GetValue(options.Data)),
                around);
            return RemoteExecClient.Connect(found.Url, found.Token);
        });
        var session = new Session(client, around, parsed.GetValue(options.Json));
        try
        {
            return await act(parsed, session, cancellation).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is UsageException or NoServerException or ApiException or ServerUnreachableException or OperationCanceledException or IOException or UnauthorizedAccessException)
        {
            var (code, sentence) = Explain(failure);
            session.Say($"remoteexec: {sentence}");
            return code;
        }
        finally
        {
            if (client.IsValueCreated)
            {
                client.Value.Dispose();
            }
        }
    }

    internal static (int Code, string Sentence) Explain(Exception failure) => failure switch
    {
        UsageException usage => (ExitCodes.Usage, usage.Message),
        NoServerException none => (ExitCodes.Unreachable, none.Message),
        ApiException { Code: ProblemCodes.WrongPassword or ProblemCodes.Locked } refused => (ExitCodes.NotAllowed, refused.Message),
        ApiException { Status: 401 } => (ExitCodes.NotAllowed, "The server does not know this token; it may have been revoked or have expired. Log in again with \"remoteexec login URL --user NAME\", or give --token-file."),
        ApiException { Status: 403 } refused => (ExitCodes.NotAllowed, refused.Message),
        ApiException { Code: ProblemCodes.NoSuchTarget or ProblemCodes.NotFound } refused => (ExitCodes.NoSuchTarget, refused.Message),
        ApiException { Code: ProblemCodes.BadRequest } refused => (ExitCodes.Usage, refused.Message),
        ApiException refused => (ExitCodes.Failed, refused.Message),
        ServerUnreachableException unreachable => (ExitCodes.Unreachable, $"{unreachable.Message} Is it running, and is the address right?"),
        OperationCanceledException => (ExitCodes.Interrupted, "interrupted"),
        _ => (ExitCodes.Failed, failure.Message),
    };
}
