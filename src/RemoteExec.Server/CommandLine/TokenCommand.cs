using System.CommandLine;
using RemoteExec.Server.Accounts;

namespace RemoteExec.Server.CommandLine;

/// <summary><c>token create</c>: prints a join token, and nothing else.</summary>
internal static class TokenCommand
{
    internal static Command Create(CommonOptions common)
    {
        var ttl = new Option<string>("--ttl") { Description = "How long it lives, 1m to 30d", HelpName = "TIME", DefaultValueFactory = _ => "1h" };
        var create = new Command("create", "Prints a token with which one machine can join, once.") { ttl };
        create.SetAction((parsed, cancellation) =>
        {
            if (!Duration.TryParse(parsed.GetValue(ttl), out var life) || life < JoinTokens.LeastLife || life > JoinTokens.MostLife)
            {
                Say.Error(parsed, "--ttl is a time from 1m to 30d, for example 90m or 2h.");
                return Task.FromResult(ExitCodes.Usage);
            }

            return DataFolderAction.RunAsync(parsed, common, async (services, cancel) =>
            {
                var (_, text) = await services.GetRequiredService<JoinTokens>().CreateAsync(life, Caller.ThisMachine, cancel).ConfigureAwait(false);
                await parsed.InvocationConfiguration.Output.WriteLineAsync(text).ConfigureAwait(false);
            }, cancellation);
        });
        return new Command("token", "Join tokens.") { create };
    }
}
