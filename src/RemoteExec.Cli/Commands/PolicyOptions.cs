using System.CommandLine;
using RemoteExec.Api.Processes;
using RemoteExec.Cli.CommandLine;
using RemoteExec.Cli.Running;

namespace RemoteExec.Cli.Commands;

/// <summary>The options of <c>run</c> that say how a program is looked after.</summary>
internal sealed class PolicyOptions
{
    private readonly Option<string?> _restart = new("--restart") { Description = "When to start it again after it has ended: never, unexpected or always [default: never]", HelpName = "WHEN" };
    private readonly Option<int?> _attempts = NumberOption.Count("--attempts", "Restarts within the time of --within before it is given up [default: 3]");
    private readonly Option<TimeSpan?> _within = DurationOption.Create("--within", "The time in which restarts are counted [default: 60s]");
    private readonly Option<TimeSpan?> _backoff = DurationOption.Create("--backoff", "The pause before the first restart; it doubles [default: 1s]");
    private readonly Option<string?> _expect = new("--expect") { Description = "Exit codes that are no failure [default: 0]", HelpName = "CODE,…" };
    private readonly Option<string?> _ready = new("--ready") { Description = "When it is ready: running=2s, port=9000, log=REGEX, exit=0 or http=URL", HelpName = "KIND=VALUE" };
    private readonly Option<TimeSpan?> _readyTimeout = DurationOption.Create("--ready-timeout", "How long it may take to be ready [default: 30s]");
    private readonly Option<TimeSpan?> _grace = DurationOption.Create("--grace", "How long it may take to end by itself when it is stopped [default: 5s]");
    private readonly Option<string?> _user = new("--user") { Description = "The user it runs as [default: the agent's]", HelpName = "U" };
    private readonly Option<string[]> _limits = new("--limit") { Description = "What it may use: memory=512M, cpu=0.5 (cores) or processes=100; may be given again", HelpName = "KIND=VALUE" };

    internal PolicyOptions() => _restart.AcceptOnlyFromAmong("never", "unexpected", "always");

    internal IEnumerable<Option> All => [_restart, _attempts, _within, _backoff, _expect, _ready, _readyTimeout, _grace, _user, _limits];

    /// <exception cref="UsageException">What was typed is no policy.</exception>
    internal ExecutableRequest AddTo(ExecutableRequest request, ParseResult parsed) => request with
    {
        Restart = Restart(parsed),
        Expected = PolicyText.Codes(parsed.GetValue(_expect)),
        Ready = PolicyText.Ready(parsed.GetValue(_ready), parsed.GetValue(_readyTimeout).Milliseconds()),
        Stop = parsed.GetValue(_grace).Milliseconds() is { } grace ? new StopPolicyRequest { Grace = grace } : null,
        User = parsed.GetValue(_user),
        Limits = PolicyText.Limits(parsed.GetValue(_limits) ?? []),
    };

    private RestartRequest? Restart(ParseResult parsed)
    {
        var (attempts, within, backoff) = (parsed.GetValue(_attempts), parsed.GetValue(_within).Milliseconds(), parsed.GetValue(_backoff).Milliseconds());
        if (parsed.GetValue(_restart) is { } on)
        {
            return new RestartRequest { On = on, Attempts = attempts, Within = within, Backoff = backoff };
        }

        return (attempts ?? within ?? backoff) is null
            ? null
            : throw new UsageException("--attempts, --within and --backoff need --restart unexpected or --restart always.");
    }
}
