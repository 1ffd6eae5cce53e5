using System.CommandLine;
using RemoteExec.Server.Accounts;
using RemoteExec.Server.Data;

namespace RemoteExec.Server.CommandLine;

/// <summary><c>password rotate</c>: a new agent password; the old one holds for a while.</summary>
internal static class PasswordCommand
{
    internal static Command Create(CommonOptions common)
    {
        var overlap = new Option<string>("--overlap") { Description = "How long the old password still counts", HelpName = "TIME", DefaultValueFactory = _ => "1h" };
        var rotate = new Command("rotate", "Makes a new agent password. Machines that have joined need none and are not disturbed.") { overlap };
        rotate.SetAction((parsed, cancellation) =>
        {
            var none = parsed.GetValue(overlap) is "0" or "0s";
            var life = TimeSpan.Zero;
            if (!none && !Duration.TryParse(parsed.GetValue(overlap), out life))
            {
                Say.Error(parsed, "--overlap is a time, for example 30m or 1h, or 0.");
                return Task.FromResult(ExitCodes.Usage);
            }

            return DataFolderAction.RunAsync(parsed, common, async (services, cancel) =>
            {
                await services.GetRequiredService<FirstSecrets>().RotateAsync(life, Caller.ThisMachine, cancel).ConfigureAwait(false);
                await parsed.InvocationConfiguration.Output.WriteLineAsync(
                    $"The new agent password is in {services.GetRequiredService<DataFolder>().AgentPassword}; the old one counts for {(none ? "no longer" : parsed.GetValue(overlap) + " more")}.")
                    .ConfigureAwait(false);
            }, cancellation);
        });
        return new Command("password", "The password with which agents and plain clients authenticate.") { rotate };
    }
}
