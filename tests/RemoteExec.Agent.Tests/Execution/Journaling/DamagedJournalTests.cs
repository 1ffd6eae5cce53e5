using System.Text;
using FsCheck.Xunit;
using RemoteExec.Agent.Execution.Journaling;
using RemoteExec.Agent.Execution.Ledger;
using RemoteExec.Agent.Tests.Execution.Keeping;
using RemoteExec.Processes;
using RemoteExec.Protocol.Messages;
using RemoteExec.Protocol.Messages.Policies;

namespace RemoteExec.Agent.Tests.Execution.Journaling;

/// <summary>Journals that no agent wrote: whatever is in them, the agent says so, keeps it aside, and goes on.</summary>
public sealed class DamagedJournalTests : IDisposable
{
    private static readonly DateTimeOffset Then = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private static readonly byte[] History = Everything();

    private readonly SupervisorScenario _scenario = new();

    private string Aside => _scenario.Journal + ".damaged-1";

    public void Dispose() => _scenario.Dispose();

    public static TheoryData<string> Absurdities => new(
        "null", "[]", "7", "\"received\"", "{}", "{\"future\":1}", "{\"done\":1,\"sequence\":5}",
        """{"received":null}""",
        """{"received":{"id":{"number":9},"at":"0001-01-01T00:00:00+00:00","entry":{"delay":1000}}}""",
        """{"received":{"id":{"number":9},"at":"9999-12-31T23:59:59+00:00","entry":{"delay":86400000}}}""",
        """{"received":{"id":{"number":9},"at":"2026-11-24T12:00:00+00:00","entry":{"delay":9007199254740991}}}""",
        """{"received":{"id":{"number":9},"at":"2026-11-24T12:00:00+00:00","entry":{"delay":2147483647}}}""",
        """{"received":{"id":{"number":9},"at":"2026-11-24T12:00:00+00:00","entry":{"delay":-1}}}""",
        """{"received":{"id":{"number":9},"at":"2026-11-24T12:00:00+00:00","entry":{"at":-9223372036854775808}}}""",
        """{"received":{"id":{"number":9},"at":"2026-11-24T12:00:00+00:00","entry":{"timeout":-5}}}""",
        """{"received":{"id":{"number":9},"at":"2026-11-24T12:00:00+00:00","entry":{"arguments":[null]}}}""",
        """{"received":{"id":{"number":9},"at":"2026-11-24T12:00:00+00:00","entry":{"environment":{"A":null}}}}""",
        """{"received":{"id":{"number":9},"at":"2026-11-24T12:00:00+00:00","entry":{"policies":{"restart":{"on":7}}}}}""",
        """{"received":{"id":{"number":9},"at":"2026-11-24T12:00:00+00:00","entry":{"policies":{"stop":{"graceMilliseconds":-1}}}}}""",
        """{"received":{"id":{"number":-1},"at":"2026-11-24T12:00:00+00:00","entry":{}}}""",
        """{"received":{"id":{"name":"no such id!"},"at":"2026-11-24T12:00:00+00:00","entry":{}}}""",
        """{"received":{"id":{"number":9},"at":"2026-11-24T12:00:00+00:00"}}""",
        """{"launching":{}}""",
        """{"started":{"id":{"number":1},"pid":0,"startTicks":1,"bootId":"b","at":"2026-11-24T12:00:00+00:00"}}""",
        """{"started":{"id":{"number":1},"pid":-1,"startTicks":1,"bootId":"b","at":"2026-11-24T12:00:00+00:00"}}""",
        """{"started":{"id":{"number":1},"pid":5,"startTicks":1,"at":"2026-11-24T12:00:00+00:00"}}""",
        """{"again":{"id":{"number":1},"at":"2026-11-24T12:00:00+00:00","attempt":2147483648,"streak":1,"recent":[]}}""",
        """{"again":{"id":{"number":1},"at":"2026-11-24T12:00:00+00:00","attempt":2147483647,"streak":1,"recent":[]}}""",
        """{"again":{"id":{"number":1},"at":"2026-11-24T12:00:00+00:00","attempt":2,"streak":-2147483648,"recent":[]}}""",
        """{"again":{"id":{"number":1},"at":"2026-11-24T12:00:00+00:00","attempt":2,"streak":1}}""",
        """{"again":{"id":{"number":1},"at":"2026-11-24T12:00:00+00:00","attempt":2,"streak":1,"recent":["0001-01-01T00:00:00+00:00"]}}""",
        """{"stop":{"id":{"number":1}}}""",
        """{"report":{"number":4,"id":{"number":1},"message":"","state":99}}""",
        """{"report":{"number":4,"id":{"number":1},"message":""}}""",
        """{"report":{"number":4,"message":"","state":3}}""",
        """{"report":{"number":9223372036854775807,"id":{"number":1},"message":"","started":true}}""",
        """{"report":{"number":4,"id":{"number":1},"message":"","state":3,"at":9223372036854775807}}""",
        """{"report":{"number":4,"id":{"number":1},"message":"","state":3,"attempt":-2147483648}}""",
        """{"done":-1}""",
        """{"sequence":9223372036854775807}""",
        """{"sequence":-1}""",
        """{"forgotten":{"firsts":[0],"lasts":[9223372036854775807],"names":[]}}""",
        """{"forgotten":{"firsts":[5],"lasts":[1],"names":[]}}""",
        """{"forgotten":{"firsts":[5],"lasts":[],"names":[]}}""",
        """{"forgotten":{"firsts":[],"lasts":[],"names":["no such id!"]}}""",
        """{"forgotten":{"firsts":[],"lasts":[]}}""",
        """{"counters":{"nextReport":9223372036854775807,"highestId":3,"complete":true}}""",
        """{"counters":{"nextReport":5,"highestId":9223372036854775807,"complete":true}}""",
        """{"keeper":""}""");

    [Theory]
    [MemberData(nameof(Absurdities))]
    public async Task AbsurdLine_IsKeptAsideAndSaid_AndTheAgentGoesOn(string line)
    {
        File.WriteAllBytes(_scenario.Journal, [.. History, .. Encoding.UTF8.GetBytes(line), (byte)'\n']);
        var damaged = File.ReadAllBytes(_scenario.Journal);

        await using var supervisor = _scenario.Start();
        await supervisor.RecoverAsync();
        await supervisor.AttachAsync(SupervisorScenario.Server, _scenario);
        supervisor.Execute(SupervisorScenario.Server, new ExecuteMessage([new ExecuteEntry { Id = new WireId(77), Application = "true", Path = "/bin" }]), idsNameStarts: true);
        await SupervisorScenario.UntilAsync(() => _scenario.Starts.Any());

        Assert.False(supervisor.Working.IsCompleted);
        Assert.Equal(damaged, File.ReadAllBytes(Aside));
        Assert.Contains(_scenario.Told.OfType<SnapshotMessage>(), snapshot => snapshot is { Complete: false, HighestId: < 100 });
        Assert.All(_scenario.Told.OfType<ProcessStatusMessage>(), message => Assert.InRange(message.Sequence ?? 1, 1, 10_000));
    }

    [Fact]
    public void Read_CutAtEveryByte_RecoversWithoutAWord()
    {
        for (var length = 0; length <= History.Length; length++)
        {
            File.WriteAllBytes(_scenario.Journal, History[..length]);

            var content = JournalReader.Read(_scenario.Journal);

            Assert.Null(content.Damage);
            Recover(content.State);
        }
    }

    [Property(MaxTest = 300)]
    public void Read_BytesAreOthers_WhatIsReadableIsKept(byte[] bytes, int where)
    {
        var journal = History.ToArray();
        var at = (int)((uint)where % journal.Length);
        bytes.AsSpan(0, Math.Min(bytes.Length, journal.Length - at)).CopyTo(journal.AsSpan(at));
        File.WriteAllBytes(_scenario.Journal, journal);

        var content = JournalReader.Read(_scenario.Journal);

        Assert.True(content.Damage is null || !content.State.Complete);
        Assert.Equal(content.Damage is not null, content.Aside is not null);
        Recover(content.State);
    }

    [Property(MaxTest = 200)]
    public void Read_GarbageBetweenLines_LeavesEveryLineReadable(byte[] garbage, int where)
    {
        var text = garbage.Where(letter => letter != '\n').Append((byte)'#').ToArray();
        var ends = History.Select((letter, index) => (letter, index)).Where(one => one.letter == '\n').Select(one => one.index + 1).ToList();
        var at = ends[(int)((uint)where % ends.Count)];
        File.WriteAllBytes(_scenario.Journal, [.. History[..at], .. text, (byte)'\n', .. History[at..]]);

        var content = JournalReader.Read(_scenario.Journal);

        Assert.StartsWith("1 damaged lines", content.Damage, StringComparison.Ordinal);
        Assert.Equal(Phases(Fold(History)), Phases(content.State));
        Assert.False(content.State.Complete);
        Recover(content.State);
    }

    // An outcome that is read again is what was told; what may have been cancelled or started in the lost part is not started.
    [Fact]
    public void Recover_LineLostWhileItWaited_IsUnknownAndNotStarted_WhatCameLaterGoesOn()
    {
        var before = LedgerRules.Execute(LedgerState.Empty, [Entry(1) with { DelayMilliseconds = 60_000 }], true, Then);
        var lost = LedgerFold.Apply(before.State, new LedgerLine { Lost = true });
        var after = LedgerRules.Execute(lost, [Entry(2) with { DelayMilliseconds = 60_000 }], true, Then);

        var decision = LedgerRules.Recover(after.State, new KeeperView("k", _ => null, _ => false), Then);

        Assert.Equal(new WireId(2), Assert.IsType<Effect.Schedule>(Assert.Single(decision.Effects)).Id);
        Assert.Equal((new WireId(1), WireProcessState.Unknown), (decision.State.Outbox.Values.Single().Id!.Value, decision.State.Outbox.Values.Single().Status!.State));
    }

    private static void Recover(LedgerState state)
    {
        var decision = LedgerRules.Recover(state, new KeeperView("another", _ => null, _ => false), Then);
        Assert.All(decision.State.Alive, start => Assert.Equal(StartPhase.Pending, start.Phase));
        Assert.Equal(Phases(decision.State), Phases(LedgerRules.Rewrite(decision.State, 1).Aggregate(LedgerState.Empty, LedgerFold.Apply)));
    }

    private static IEnumerable<(string Id, StartPhase Phase)> Phases(LedgerState state) => state.Starts.Values.Select(start => (start.Id.ToString(), start.Phase)).Order();

    private static LedgerState Fold(byte[] journal) => Encoding.UTF8.GetString(journal).Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => System.Text.Json.JsonSerializer.Deserialize(line, LedgerJson.Default.LedgerLine)!)
        .Aggregate(LedgerState.Empty, LedgerFold.Apply);

    // Every kind of line once at least.
    private static byte[] Everything()
    {
        var restarting = Entry(4) with { Policies = new SupervisionPolicies { Restart = new RestartPolicy(RestartOn.Always) } };
        Func<LedgerState, Decision>[] history =
        [
            state => LedgerRules.Execute(state, [Entry(1), Entry(2) with { DelayMilliseconds = 3_600_000 }, Entry(3) with { AtMicroseconds = 1_795_000_000_000_000 }, restarting], true, Then),
            state => LedgerRules.Launched(state, new WireId(1), new ProcessStamp(10, 20, "boot"), Then),
            state => LedgerRules.Launched(state, new WireId(4), new ProcessStamp(11, 21, "boot"), Then),
            state => LedgerRules.Ended(state, new WireId(4), new ProcessExit(1, null, Then), onRequest: false),
            state => LedgerRules.Due(state, new WireId(4)),
            state => LedgerRules.Kill(state, [new WireId(1), new WireId(3)], null, "asked"),
            state => LedgerRules.Ended(state, new WireId(1), new ProcessExit(null, 15, Then), onRequest: true),
            state => LedgerRules.Execute(state, [new ExecuteEntry { Id = new WireId(5), Refusal = "no" }, new ExecuteEntry { Refusal = "no id" }], true, Then),
            state => LedgerRules.Acknowledged(state, [1, 2]),
        ];
        var state = LedgerState.Empty;
        var lines = new List<LedgerLine> { new() { Keeper = "keeper" }, new() { Sequence = 1_001 } };
        foreach (var step in history)
        {
            var decision = step(state);
            lines.AddRange(decision.Lines);
            state = decision.State;
        }

        return [.. LedgerRules.Rewrite(LedgerState.Empty, 5).Concat(lines).SelectMany(line => System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(line, LedgerJson.Default.LedgerLine).Append((byte)'\n'))];
    }

    private static ExecuteEntry Entry(long id) => new() { Id = new WireId(id), Application = "true", Path = "/bin" };
}
