using System.CommandLine;
using RemoteExec.Agent.Connection;
using RemoteExec.Agent.Enrolment;
using RemoteExec.Agent.Hosting;
using RemoteExec.Agent.Service;

namespace RemoteExec.Agent.CommandLine;

/// <summary><c>install</c>: makes the agent a service that starts with the machine, or with a person's desktop.</summary>
internal static class InstallCommand
{
    internal static Command Create(AgentOptions options)
    {
        var user = UserOption();
        var rehearse = new Option<bool>("--dry-run") { Description = "Print what would be written, and write nothing" };
        var command = new Command("install", "Make the agent a service. What is typed here goes into its settings file; what stands there and is not typed stays.") { user, rehearse };
        options.AddServerTo(command);
        options.AddPolicyTo(command);
        options.AddBasicsTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            var (request, problems) = InstallRequest.Read(ServicePlaces.Of(ScopeOf(parsed, user)), ServiceProgram.Current(), options.SettingsFile(parsed), options.Typed(parsed));
            foreach (var problem in problems)
            {
                Say.Error(parsed, problem);
            }

            return problems.Count > 0 ? ExitCodes.Usage
                : await Guarded.RunAsync(parsed, () => InstallAsync(parsed, request, parsed.GetValue(rehearse), cancel)).ConfigureAwait(false);
        });
        return command;
    }

    internal static Option<bool> UserOption() => new("--user") { Description = "For this person's desktop, so that programs have a display, instead of for the machine" };

    internal static ServiceScope ScopeOf(ParseResult parsed, Option<bool> user) => parsed.GetValue(user) ? ServiceScope.User : ServiceScope.System;

    private static async Task<string?> InstallAsync(ParseResult parsed, InstallRequest request, bool rehearse, CancellationToken cancel)
    {
        var scope = request.Places.Scope;
        if (!rehearse && ServiceRights.Missing(scope) is { } missing)
        {
            return missing;
        }

        if (request.Hopeless(KnownServers.Load(AgentFolder.Peek(request.Settings.DataDirectory))) is { } hopeless)
        {
            return hopeless;
        }

        var files = request.Files();
        if (rehearse)
        {
            foreach (var file in files)
            {
                Say.Line(parsed, $"# {file.Path} ({(file.IsPrivate ? "0600" : "0644")})\n{file.Content}");
            }

            return null;
        }

        // All that can be refused comes before the first file.
        if (request.Settings.PasswordFile is { } password)
        {
            SecretInput.Read(password, TextReader.Null);
        }

        AgentFolder.Open(request.Settings.DataDirectory);
        if (request.Joins)
        {
            var (fingerprint, refusal) = await Joining.RunAsync(request.Settings, request.Settings.Servers[0], Console.In, cancel).ConfigureAwait(false);
            if (refusal is not null)
            {
                return refusal;
            }

            Say.Line(parsed, $"Joined {request.Settings.Servers[0]} ({fingerprint})");
        }

        return OperatingSystem.IsWindows()
            ? WindowsServiceControl.Install(request, line => Say.Line(parsed, line))
            : new SystemdService(request.Places, Systemctl.IsRunning ? Systemctl.For(scope) : null, line => Say.Line(parsed, line)).Install(files) ?? Done(parsed, request);
    }

    private static string? Done(ParseResult parsed, InstallRequest request)
    {
        Say.Line(parsed, request.Settings.Allow.Count == 0
            ? $"It may start nothing yet: install again with --allow DIR, or name folders in {request.SettingsFile} and reload."
            : $"It may start programs from {string.Join(", ", request.Settings.Allow)}. See how it is: remoteexec-agent status");
        return null;
    }
}
