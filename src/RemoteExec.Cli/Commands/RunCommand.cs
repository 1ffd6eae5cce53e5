using System.CommandLine;
using System.Globalization;
using RemoteExec.Api;
using RemoteExec.Api.Processes;
using RemoteExec.Cli.CommandLine;
using RemoteExec.Cli.Running;

namespace RemoteExec.Cli.Commands;

/// <summary><c>run TARGET -- APPLICATION [ARG…]</c></summary>
internal sealed class RunCommand
{
    private readonly Argument<string> _target = new("TARGET") { Description = "A machine's name, label=value, @group, * for all, or several with commas" };
    private readonly Argument<string[]> _command = new("APPLICATION") { Description = "The program and its arguments, after --", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string?> _name = new("--name") { Description = "What to call the process [default: the application]", HelpName = "N" };
    private readonly Option<string?> _path = new("--path") { Description = "The application's folder [default: looked up on the machine's PATH]", HelpName = "DIR" };
    private readonly Option<int?> _delay = NumberOption.Milliseconds("--delay", "Milliseconds to wait on the machine before the start");
    private readonly Option<string?> _at = new("--at") { Description = "Start at this instant of the server's clock, on all machines at once: 2026-11-24T20:15:00Z, or +5s from now", HelpName = "TIME" };
    private readonly Option<string[]> _environment = new("--env") { Description = "A variable for the program; may be given again", HelpName = "K=V" };
    private readonly Option<string?> _folder = new("--cwd") { Description = "The folder to start in", HelpName = "DIR" };
    private readonly Option<TimeSpan?> _timeout = DurationOption.Create("--timeout", "Stop the program when it runs for longer");
    private readonly Option<TimeSpan?> _wait = DurationOption.Create("--wait", "How long a machine that is away is waited for; 0s: refuse at once [default: 1h]");
    private readonly Option<bool> _detach = new("--detach") { Description = "Do not wait: print the ids of what was started" };

    private readonly PolicyOptions _policies = new();

    internal static Command Create(CommandContext context)
    {
        var run = new RunCommand();
        var command = new Command("run", "Run a program on machines, print what it prints, and exit as it exits")
        {
            run._target, run._command, run._name, run._path, run._delay, run._at, run._environment, run._folder, run._timeout, run._wait, run._detach,
        };
        foreach (var option in run._policies.All)
        {
            command.Options.Add(option);
        }

        context.Sets(command, run.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, Session session, CancellationToken cancellation)
    {
        var request = Request(parsed);
        if (parsed.GetValue(_at) is { } typed)
        {
            var at = await AtText.ResolveAsync(typed, () => session.Client, cancellation).ConfigureAwait(false);
            request = request with { Execute = [.. request.Execute.Select(one => one with { At = at })] };
        }

        if (parsed.GetValue(_detach))
        {
            var answer = await session.Client.StartWhereAgreedAsync(request, cancellation).ConfigureAwait(false);
            Print(session, answer.Items);
            foreach (var waiting in answer.Items.Where(process => process.State == ProcessStateWords.Queued))
            {
                session.Say("remoteexec: " + Notices.Of(waiting));
            }

            return Refused(session, answer);
        }

        using var interrupts = new Interrupts();
        var started = await session.Client.StartWhereAgreedAsync(request, interrupts.Leave).ConfigureAwait(false);
        var refused = Refused(session, started);
        return started.Items.Count == 0 ? refused : Math.Max(refused, await RunViews.ShowAsync(session, started.Items, interrupts).ConfigureAwait(false));
    }

    private static int Refused(Session session, ProcessesAnswer answer)
    {
        foreach (var refusal in answer.Refused ?? [])
        {
            session.Say($"remoteexec: {refusal.Machine}: {refusal.Detail}");
        }

        return answer.Refused is { Count: > 0 } ? ExitCodes.CannotStart : ExitCodes.Done;
    }

    internal ExecuteRequest Request(ParseResult parsed)
    {
        var typed = parsed.GetRequiredValue(_command);
        var (path, application) = CommandLineOf.Split(typed[0], parsed.GetValue(_path));
        var timeout = parsed.GetValue(_timeout);
        return new ExecuteRequest
        {
            Targets = [parsed.GetRequiredValue(_target)],
            QueueFor = parsed.GetValue(_wait).Seconds(),
            Execute =
            [
                _policies.AddTo(
                    new ExecutableRequest
                    {
                        Application = application,
                        Path = path,
                        Arguments = typed.Length > 1 ? typed[1..] : null,
                        Delay = parsed.GetValue(_delay),
                        Name = parsed.GetValue(_name),
                        Environment = CommandLineOf.Environment(parsed.GetValue(_environment) ?? []),
                        WorkingDirectory = parsed.GetValue(_folder),
                        Timeout = timeout is { } some ? (long)some.TotalMilliseconds : null,
                    },
                    parsed),
            ],
        };
    }

    private static void Print(Session session, IReadOnlyList<ProcessResource> started)
    {
        if (session.Json)
        {
            session.PrintJson(started, ApiJson.Default.IReadOnlyListProcessResource);
            return;
        }

        foreach (var process in started)
        {
            session.Line(process.Id.ToString(CultureInfo.InvariantCulture));
        }
    }
}
