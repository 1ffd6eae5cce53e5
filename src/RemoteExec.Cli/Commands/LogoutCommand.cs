using System.CommandLine;
using RemoteExec.Api.Client;
using RemoteExec.Cli.CommandLine;
using RemoteExec.Cli.Connections;

namespace RemoteExec.Cli.Commands;

/// <summary><c>logout</c></summary>
internal static class LogoutCommand
{
    internal static Command Create(CommandContext context)
    {
        var command = new Command("logout", "Forget the saved login; a token that was made for it is revoked");
        context.Sets(command, async (_, session, cancellation) =>
        {
            var path = LoginFile.PathOf(session.Around.Variable);
            if (path is null || LoginFile.Read(path) is not { } login)
            {
                session.Say("Nobody is logged in.");
                session.Done("loggedOut", "");
                return ExitCodes.Done;
            }

            LoginFile.Forget(path);
            session.Done("loggedOut", login.Url);
            return login.User is null || await RevokeAsync(login, session, cancellation).ConfigureAwait(false) ? ExitCodes.Done : ExitCodes.Failed;
        });
        return command;
    }

    private static async Task<bool> RevokeAsync(SavedLogin login, Session session, CancellationToken cancellation)
    {
        try
        {
            using var client = RemoteExecClient.Connect(Discovery.Address(login.Url), SecretText.Checked(login.Token));
            var me = await client.MeAsync(cancellation).ConfigureAwait(false);
            await client.RevokeApiTokenAsync(me.Token.Id, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (ApiException gone) when (gone.Status is 401 or 404)
        {
            return true;
        }
        catch (Exception failure) when (failure is ApiException or ServerUnreachableException)
        {
            session.Say($"remoteexec: the login is forgotten here, but its token could not be revoked: {failure.Message} An administrator can (remoteexec token api list, token api revoke).");
            return false;
        }
    }
}
