using System.CommandLine;
using RemoteExec.Api.Accounts;
using RemoteExec.Api.Client;
using RemoteExec.Cli.CommandLine;
using RemoteExec.Cli.Connections;
using RemoteExec.Cli.Printing;

namespace RemoteExec.Cli.Commands;

/// <summary><c>login URL [--user NAME [--password-file F|-] [--ttl T]]</c></summary>
internal static class LoginCommand
{
    internal static Command Create(CommandContext context, GlobalOptions options)
    {
        var url = new Argument<string>("SERVER") { Description = "The server's URL, such as http://host:1876", HelpName = "URL" };
        var user = new Option<string?>("--user") { Description = "Sign in with an account; its password is asked for", HelpName = "NAME" };
        var file = PasswordInput.File();
        var ttl = DurationOption.Create("--ttl", "How long you stay signed in, with --user [default: 30d]");
        var command = new Command("login", "Remember a server, and sign in with an account or with an API token (asked for, or read from standard input)") { url, user, file, ttl };
        context.Sets(command, async (parsed, session, cancellation) =>
        {
            var path = LoginFile.PathOf(session.Around.Variable)
                ?? throw new UsageException("There is nowhere to save a login; set HOME or XDG_CONFIG_HOME.");
            if (parsed.GetValue(user) is null && (parsed.GetValue(file) is not null || parsed.GetValue(ttl) is not null))
            {
                throw new UsageException("--password-file and --ttl go with --user NAME.");
            }

            var login = parsed.GetValue(user) is { } name
                ? await SignInAsync(
                    session, parsed.GetRequiredValue(url), name, PasswordInput.Held(session, parsed.GetValue(file), "Password:", file.Name), parsed.GetValue(ttl).Seconds(), cancellation)
                    .ConfigureAwait(false)
                : await UseTokenAsync(parsed, parsed.GetRequiredValue(url), options, session, cancellation).ConfigureAwait(false);
            LoginFile.Write(path, login);
            session.Done("loggedIn", login.Url);
            session.Say($"Logged in to {login.Url}{(login.User is null ? "" : $" as {login.User}")}.");
            return ExitCodes.Done;
        });
        return command;
    }

    private static async Task<SavedLogin> SignInAsync(Session session, string url, string name, string password, int? ttl, CancellationToken cancellation)
    {
        var address = Discovery.Address(url);
        if (address is { Scheme: "http", IsLoopback: false })
        {
            session.Say($"remoteexec: the password goes to {address.Host} unencrypted; use https where you can.");
        }

        using var client = RemoteExecClient.Connect(address, null);
        var token = await client.SignInAsync(new SignInRequest { Name = name, Password = password, Ttl = ttl }, cancellation).ConfigureAwait(false);
        return new SavedLogin(address.GetLeftPart(UriPartial.Authority), SecretText.Checked(token.Token ?? ""), token.Account ?? name);
    }

    private static async Task<SavedLogin> UseTokenAsync(ParseResult parsed, string url, GlobalOptions options, Session session, CancellationToken cancellation)
    {
        var typed = new ConnectionWish(url, Token(parsed, options, session), parsed.GetValue(options.TokenFile), null);
        var found = Discovery.Find(typed, session.Around);

        // Saved only when the server knows it.
        using var client = RemoteExecClient.Connect(found.Url, found.Token);
        await client.ServerAsync(cancellation).ConfigureAwait(false);
        return new SavedLogin(found.Url.GetLeftPart(UriPartial.Authority), found.Token);
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

        return session.Around is { InIsTerminal: true, ErrorIsTerminal: true }
            ? Terminal.Ask(session.Around, "API token:")
            : session.Around.In.ReadLine() ?? "";
    }
}
