using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using RemoteExec.Api;
using RemoteExec.Api.Processes;
using RemoteExec.Cli.CommandLine;
using RemoteExec.Cli.Running;

namespace RemoteExec.Cli.Commands;

/// <summary><c>run TARGET -- APPLICATION [ARG…]</c></summary>
internal sealed class RunCommand
{
    // Each is one stream from the server.
    private const int MostAtATime = 200;

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
    private readonly Option<int?> _concurrency = NumberOption.Count("--concurrency", "Machines at a time; the next begins when one has ended [default: all at once]");
    private readonly Option<int?> _maxFailures = NumberOption.Count("--max-failures", "With --concurrency: when more machines than this have failed, no other begins [default: go on]");
    private readonly Option<bool> _detach = new("--detach") { Description = "Do not wait: print the ids of what was started" };

    private readonly PolicyOptions _policies = new();

    internal static Command Create(CommandContext context)
    {
        var run = new RunCommand();
        var command = new Command("run", "Run a program on machines, print what it prints, and exit as it exits")
        {
            run._target, run._command, run._name, run._path, run._delay, run._at, run._environment, run._folder, run._timeout, run._wait, run._concurrency, run._maxFailures, run._detach,
        };
        foreach (var option in run._policies.All)
        {
            command.Options.Add(option);
        }

        command.Validators.Add(run.Validate);
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

        if (parsed.GetValue(_concurrency) is { } concurrency)
        {
            return await RollAsync(parsed, session, request, concurrency, cancellation).ConfigureAwait(false);
        }

        using var interrupts = new Interrupts();
        var started = await session.Client.StartWhereAgreedAsync(request, interrupts.Leave).ConfigureAwait(false);
        var refused = Refused(session, started);
        return started.Items.Count == 0
            ? refused
            : await RunViews.ShowAsync(session, started.Items, (started.Refused ?? []).Select(refusal => refusal.Machine), interrupts).ConfigureAwait(false);
    }

    // Who is meant is settled here, at the beginning: a machine that gets a label while the others run does not join.
    private async Task<int> RollAsync(ParseResult parsed, Session session, ExecuteRequest request, int concurrency, CancellationToken cancellation)
    {
        var machines = await session.Client.MachinesAsync(parsed.GetRequiredValue(_target), cancellation).ConfigureAwait(false);
        var state = new RolloutState([.. machines.Select(machine => machine.Name)], 0, 0, concurrency, parsed.GetValue(_maxFailures));
        using var interrupts = new Interrupts();
        return await RunViews.RollAsync(session, state, machine => request with { Targets = [machine] }, interrupts).ConfigureAwait(false);
    }

    private void Validate(CommandResult result)
    {
        var concurrency = result.GetValue(_concurrency);
        if (concurrency is < 1 or > MostAtATime)
        {
            result.AddError($"--concurrency must be 1…{MostAtATime}.");
        }

        if (concurrency is null && result.GetValue(_maxFailures) is not null)
        {
            result.AddError("--max-failures needs --concurrency: everything that begins at once has begun before anything fails.");
        }

        if (concurrency is not null && (result.GetValue(_detach) || result.GetValue(_at) is not null))
        {
            result.AddError("--concurrency waits for machines to end, so it goes neither with --detach nor with --at.");
        }
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
