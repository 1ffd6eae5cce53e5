using System.CommandLine;
using RemoteExec.Api;
using RemoteExec.Api.Tokens;
using RemoteExec.Cli.CommandLine;

namespace RemoteExec.Cli.Commands;

/// <summary><c>token api create --name N --role R [--ttl T]</c></summary>
internal static class ApiTokenCreateCommand
{
    internal static Command Create(CommandContext context)
    {
        var name = new Option<string>("--name") { Description = "Who or what uses it", HelpName = "N", Required = true };
        var role = new Option<string>("--role") { Description = "viewer, operator or admin", HelpName = "R", Required = true };
        role.AcceptOnlyFromAmong("viewer", "operator", "admin");
        var ttl = DurationOption.Create("--ttl", "How long it is good for [default: 30d when it belongs to an account, else until revoked]");
        var command = new Command("create", "Make an API token of at most your role; it belongs to your account, and is printed once") { name, role, ttl };
        context.Sets(command, async (parsed, session, cancellation) =>
        {
            var request = new ApiTokenRequest { Name = parsed.GetRequiredValue(name), Role = parsed.GetRequiredValue(role), Ttl = parsed.GetValue(ttl).Seconds() };
            var token = await session.Client.CreateApiTokenAsync(request, cancellation).ConfigureAwait(false);
            if (session.Json)
            {
                session.PrintJson(token, ApiJson.Default.ApiTokenResource);
            }
            else
            {
                session.Line(token.Token ?? "");
            }

            return ExitCodes.Done;
        });
        return command;
    }
}
