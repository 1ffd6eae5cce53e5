using FsCheck;
using FsCheck.Fluent;
using RemoteExec.Fleet.Processes;
using RemoteExec.Fleet.Processes.Policies;
using RemoteExec.Fleet.Sequences;

namespace RemoteExec.Server.Tests.Sequences.Files;

/// <summary>Any sequence without problems, full of texts that YAML has its own ideas about.</summary>
public static class AnySequence
{
    // Any of them may be a name.
    private static readonly string[] Names =
    [
        "player", "yes", "No", "null", "~", "1e3", "0x10", "12", "1.5", ".inf", "1:30", "2026-11-25", "a: b", "a:", ":a", "@x", "`x", "# a", "a #b", "#a", "- a", "-", "--", "-a", "? a", "?", "*a", "&a", "!a", "%a",
        "[a]", "{a}", "]", "}", "a, b", ",", "\"a\"", "'a'", "a'b", "|", ">", "=", "<<", "a\\b", "ünï cödé", "名前", "...", "---", "true", "a  b", "%YAML", "€",
    ];

    // Any of them may be an argument, but not a name.
    private static readonly string[] Texts =
    [
        "", " ", " a", "a ", "a\nb", "\n", "a\r\n b", "\ta", "a\t", "a\n\n  b\n", "😀", "a😀b", "\u0001", "\u001b[31m", "\u007f", "\u0085", "\u00a0", "\u2028x", "\u2029", "\ufeff", "\uffff", "\u202e", "\ue000", "a\\", "\\n", "\"",
    ];

    public static Arbitrary<Sequence> Any() => (
        from name in Gen.Elements("show", "evening-show", "yes", "1e3", "123", "_a.b", "NULL", "0x1")
        from description in Text()
        from tracks in Gen.Choose(1, 4).SelectMany(count => Gen.CollectToArray(Enumerable.Range(0, count).Select(TrackOf)))
        from onFailure in Gen.Elements(OnFailure.Continue, OnFailure.Stop, OnFailure.Unwind)
        from offline in Gen.Elements(OfflineRule.Refuse, OfflineRule.Queue, OfflineRule.Skip)
        from queue in Gen.OneOf(Gen.Constant(SequenceRules.DefaultQueueMilliseconds), Gen.Choose(1_000, SequenceRules.MostMilliseconds))
        from notify in Gen.Choose(0, 3).SelectMany(count => Gen.ArrayOf(Gen.Elements("crew@example.org", "ü@x", "webhook:control", "'#{}*&!|@x", "webhook:-"), count))
        select new Sequence(name, tracks) { Description = description, OnFailure = onFailure, Offline = offline, QueueMilliseconds = queue, Notify = notify }).ToArbitrary();

    private static Gen<string> Text() => Gen.OneOf(
        Gen.Elements(Names), Gen.Elements(Texts), Gen.Choose(0, 60).SelectMany(count => Gen.ArrayOf(Gen.Elements(Texts.Concat(Names).ToArray()), Math.Min(count, 12))).Select(string.Concat),
        Gen.Choose(1, 30).SelectMany(count => Gen.ArrayOf(Gen.Choose(1, 0xD7FF), count)).Select(codes => string.Concat(codes.Select(code => (char)code))));

    private static Gen<Track> TrackOf(int index) =>
        from target in Gen.Elements($"m{index}", $"wall=east{index}", $"@group{index}", $"m{index},*", $"ü{index}=yes", $"{index}e3", $"a b{index}")
        from name in Gen.OneOf(Gen.Constant(target), Gen.Elements(Names).Select(name => $"{name}{index}"))
        from steps in Gen.Choose(1, 3).SelectMany(count => Gen.CollectToArray(Enumerable.Range(0, count).Select(StepOf)))
        from wake in Gen.OneOf(Gen.Constant((Step?)null), WakeStep())
        from delay in Time(0, 40_000_000)
        from concurrency in Gen.Elements(0, 0, 1, 100_000)
        from stagger in Time(0, SequenceRules.MostMilliseconds)
        select new Track(name, target, wake is null ? steps : [wake, .. steps]) { DelayMilliseconds = delay, Concurrency = concurrency, StaggerMilliseconds = stagger };

    private static Gen<Step?> WakeStep() =>
        from name in Gen.Elements("wake", "up at last")
        from wait in Time(SequenceRules.LeastWakeMilliseconds, SequenceRules.MostWakeMilliseconds)
        from required in Gen.Elements(true, false)
        select (Step?)(Step.Wake(name, wait) with { Required = required });

    private static Gen<Step> StepOf(int index) =>
        from application in Gen.Elements(Names).Where(name => !name.Contains('\\', StringComparison.Ordinal)).Select(name => $"{name}{index}")
        from name in Gen.OneOf(Gen.Constant(application), Gen.Elements(Names).Select(name => $"{name}.{index}"))
        from path in Gen.OneOf(Gen.Elements("", "/opt/show", "C:/show/", "//server/share"), Text())
        from arguments in Gen.Choose(0, 5).SelectMany(count => Gen.ArrayOf(Text(), count))
        from delay in Time(0, 40_000_000)
        from environment in Gen.Choose(0, 3).SelectMany(count => Gen.ArrayOf(Gen.Zip(Text().Where(text => text.Length > 0 && !text.Contains('=', StringComparison.Ordinal)), Text()), count))
        from folder in Gen.Elements(null, "/opt/show", "C:\\show", "/# a: b")
        from timeout in Gen.OneOf(Gen.Constant((long?)null), Gen.Choose(1, int.MaxValue).Select(time => (long?)time))
        from policies in Policies()
        from required in Gen.Elements(true, false)
        from notify in Gen.Elements(true, false)
        select new Step(name, new Executable(application, path, arguments, delay, name == application ? null : name)
        {
            Environment = environment.Length == 0 ? null : environment.DistinctBy(variable => variable.Item1).ToDictionary(variable => variable.Item1, variable => variable.Item2),
            WorkingDirectory = folder,
            TimeoutMilliseconds = timeout,
            Policies = policies == new ProcessPolicies() ? null : policies,
        })
        { Required = required, Notify = notify };

    private static Gen<ProcessPolicies> Policies() =>
        from restart in OrNull(
            from after in Gen.Elements(RestartOn.Never, RestartOn.Unexpected, RestartOn.Always)
            from attempts in Gen.Elements(1, 3, 1_000)
            from within in Time(1_000, 86_400_000)
            from backoff in Time(0, 3_600_000)
            select new RestartPolicy(after, attempts, within, backoff))
        from expected in OrNull(Gen.Choose(1, 5).SelectMany(count => Gen.ArrayOf(Gen.Choose(0, 255), count)))
        from ready in OrNull(Ready())
        from stop in OrNull(Time(0, 600_000).Select(grace => new StopPolicy(grace)))
        from user in Gen.Elements(null, "show", "_www-data", "yes", "nt$")
        from limits in OrNull(
            from memory in Gen.Elements<long?>(null, 1 << 20, (1 << 20) + 1, 5L << 40, (1L << 53) - 1)
            from cpu in Gen.Elements<double?>(0.01, 0.1, 1.5, 1_024)
            from processes in Gen.Elements<int?>(null, 1, 4_194_304)
            select new ResourceLimits(memory, cpu, processes))
        select new ProcessPolicies(restart, expected, ready, stop, user, limits);

    private static Gen<ReadyPolicy> Ready() =>
        from timeout in Gen.OneOf(Gen.Constant(30_000), Time(2, 86_400_000))
        from ready in Gen.OneOf(
            Time(1, timeout - 1).Select(running => new ReadyPolicy(running, null, null, null, null, timeout)),
            Gen.Choose(1, 65_535).Select(port => new ReadyPolicy(null, port, null, null, null, timeout)),
            Gen.Elements("ready", "^a: b$", "yes", "#\\d+", "{", " ").Select(log => new ReadyPolicy(null, null, log, null, null, timeout)),
            Gen.Choose(0, 255).Select(exit => new ReadyPolicy(null, null, null, exit, null, timeout)),
            Gen.Elements("http://127.0.0.1:80/", "http://x/a?b=c#d").Select(http => new ReadyPolicy(null, null, null, null, http, timeout)))
        select ready;

    private static Gen<int> Time(int least, int most) => Gen.OneOf(
        Gen.Choose(least, most), Gen.Elements(0, 1, 500, 1_000, 1_500, 60_000, 90_000, 3_600_000).Select(time => Math.Clamp(time, least, most)));

    private static Gen<T?> OrNull<T>(Gen<T> gen)
        where T : class => Gen.OneOf(Gen.Constant<T?>(null), gen.Select(value => (T?)value));
}
