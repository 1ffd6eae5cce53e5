using RemoteExec.Api;
using RemoteExec.Api.Accounts;
using RemoteExec.Cli.CommandLine;

namespace RemoteExec.Cli.Printing;

/// <summary>An account as a person reads it.</summary>
internal static class AccountText
{
    internal static void Print(Session session, AccountResource account)
    {
        if (session.Json)
        {
            session.PrintJson(account, ApiJson.Default.AccountResource);
        }
        else
        {
            session.Line(Escaped.Text($"{account.Name}  {account.Role}  {State(account)}  last signed in {SignedIn(account)}"));
        }
    }

    internal static string State(AccountResource account) =>
        account.Disabled ? "disabled" : account.LockedUntil is { } until ? $"locked until {Ages.Clock(until)}" : "enabled";

    internal static string SignedIn(AccountResource account) => account.LastSignedInAt is { } at ? Ages.Clock(at) : "never";
}
