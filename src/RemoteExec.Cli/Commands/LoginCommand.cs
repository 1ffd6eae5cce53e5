using System.CommandLine;
using RemoteExec.Api.Client;
using RemoteExec.Cli.CommandLine;
using RemoteExec.Cli.Connections;
using RemoteExec.Cli.Printing;
using Spectre.Console;

namespace RemoteExec.Cli.Commands;

/// <summary><c>login URL</c></summary>
internal static class LoginCommand
{
    internal static Command Create(CommandContext context, GlobalOptions options)
    {
        var url = new Argument<string>("SERVER") { Description = "The server's URL, such as http://host:1876", HelpName = "URL" };
        var command = new Command("login", "Remember a server and an API token; the token is asked for, or read from standard input") { url };
        context.Sets(command, async (parsed, session, cancellation) =>
        {
            var path = LoginFile.PathOf(session.Around.Variable)
                ?? throw new UsageException("There is nowhere to save a login; set HOME or XDG_CONFIG_HOME.");
            var typed = new ConnectionWish(
                parsed.GetRequiredValue(url), Token(parsed, options, session), parsed.GetValue(options.TokenFile), null);
            var found = Discovery.Find(typed, session.Around);

            // Saved only when the server knows it.
            using (var client = RemoteExecClient.Connect(found.Url, found.Token))
            {
                await client.ServerAsync(cancellation).ConfigureAwait(false);
            }

            LoginFile.Write(path, new SavedLogin(found.Url.GetLeftPart(UriPartial.Authority), found.Token));
            session.Done("loggedIn", found.Url.GetLeftPart(UriPartial.Authority));
            session.Say($"Logged in to {found.Url.GetLeftPart(UriPartial.Authority)}.");
            return ExitCodes.Done;
        });
        return command;
    }

    private static string? Token(ParseResult parsed, GlobalOptions options, Session session)
    {
        if (parsed.GetValue(options.Token) is { } typed)
        {
            return typed;
        }

        if (parsed.GetValue(options.TokenFile) is not null)
        {
            return null;
        }

        return session.Around.InIsTerminal
            ? Terminal.Open(session.Around).Prompt(new TextPrompt<string>("API token:").Secret(null))
            : session.Around.In.ReadLine() ?? "";
    }
}
