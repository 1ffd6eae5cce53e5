using RemoteExec.Cli.CommandLine;

namespace RemoteExec.Cli.Connections;

/// <summary>
/// Finds the server: option, environment, saved login, a server of this machine; <c>--data</c>, being typed, goes before all that was not.
/// A token of one source is never sent to the address of another, except that a typed one goes where it was told.
/// </summary>
internal static class Discovery
{
    internal const string NoServer =
        "No server was found. Give --url and --token-file, run \"remoteexec login URL\", or name a server's folder with --data.";

    internal static Connection Find(ConnectionWish wish, InvocationSurroundings around)
    {
        var typedToken = TypedToken(wish, around.In);
        var (url, token) = Sources(wish, around).FirstOrDefault(source => source.Url is not null);
        token = typedToken ?? token;
        if (url is null)
        {
            throw new NoServerException(NoServer);
        }

        var address = Address(url);
        return token is null
            ? throw new UsageException("There is no API token for this server. Give --token-file, set REMOTEEXEC_TOKEN, or run \"remoteexec login URL\".")
            : new Connection(address, SecretText.Checked(token));
    }

    /// <summary>A server's URL as it was typed.</summary>
    internal static Uri Address(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is ("http" or "https") && address.UserInfo.Length == 0
            ? address
            : throw new UsageException("The server's URL must look like http://host:1876 or https://host, without a password.");

    private static IEnumerable<(string? Url, string? Token)> Sources(ConnectionWish wish, InvocationSurroundings around)
    {
        var environmentToken = Filled(around.Variable("REMOTEEXEC_TOKEN"));
        if (Filled(wish.Url) is { } typed)
        {
            yield return (typed, environmentToken ?? TokenFor(typed, wish, around));
            yield break;
        }

        if (Filled(wish.Data) is { } data)
        {
            yield return (LocalServer.Url(data) ?? throw new NoServerException($"No server runs with the data folder {data}; start it with \"remoteexec-server --data {data}\"."), LocalServer.Token(data));
        }

        if (Filled(around.Variable("REMOTEEXEC_URL")) is { } environment)
        {
            yield return (environment, environmentToken ?? TokenFor(environment, wish, around));
        }

        if (LoginFile.Read(LoginFile.PathOf(around.Variable)) is { } login)
        {
            yield return (login.Url, environmentToken ?? login.Token);
        }

        foreach (var folder in LocalServer.Folders(around.Variable, around.CurrentFolder))
        {
            yield return (LocalServer.Url(folder), environmentToken ?? LocalServer.Token(folder));
        }
    }

    // An address alone: whoever logged in there, or runs that server, need not type the token too.
    private static string? TokenFor(string url, ConnectionWish wish, InvocationSurroundings around)
    {
        if (LoginFile.Read(LoginFile.PathOf(around.Variable)) is { } login && Same(login.Url, url))
        {
            return login.Token;
        }

        var folders = LocalServer.Folders(around.Variable, around.CurrentFolder);
        return (Filled(wish.Data) is { } data ? folders.Prepend(data) : folders)
            .Where(folder => LocalServer.Url(folder) is { } local && Same(local, url))
            .Select(LocalServer.Token)
            .FirstOrDefault(token => token is not null);
    }

    private static string? TypedToken(ConnectionWish wish, TextReader input)
    {
        if (Filled(wish.TokenFile) is not { } path)
        {
            return Filled(wish.Token);
        }

        if (wish.Token is not null)
        {
            throw new UsageException("Give either --token or --token-file.");
        }

        try
        {
            return path == "-" ? input.ReadLine() ?? "" : SecretText.Trim(File.ReadAllText(path));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The token file {path} cannot be read.");
        }
    }

    private static bool Same(string one, string other) =>
        Uri.TryCreate(one, UriKind.Absolute, out var a) && Uri.TryCreate(other, UriKind.Absolute, out var b)
        && Uri.Compare(a, b, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;

    private static string? Filled(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
