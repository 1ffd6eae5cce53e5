using System.Collections.Frozen;
using Microsoft.Extensions.Time.Testing;
using RemoteExec.Agent.Settings;
using RemoteExec.Processes.Keeping.Talk;
using RemoteExec.Protocol.Messages;
using RemoteExec.Protocol.Messages.Policies;

namespace RemoteExec.Agent.Tests.Execution.Keeping;

/// <summary>When the machine's settings are asked.</summary>
public sealed class DefaultsTests : IDisposable
{
    private readonly SupervisorScenario _scenario = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));

    public void Dispose() => _scenario.Dispose();

    [Fact]
    public async Task StartThatWaits_KeepsWhatHeldWhenItCame_AlsoWithTheNextAgent()
    {
        await using (var supervisor = _scenario.Start(_time))
        {
            await supervisor.RecoverAsync();
            supervisor.Defaults = Saying("first");
            supervisor.Execute(SupervisorScenario.Server, Entry(1), idsNameStarts: true);
            supervisor.Defaults = Saying("second");
            supervisor.Execute(SupervisorScenario.Server, Entry(2), idsNameStarts: true);
            await supervisor.AttachAsync(SupervisorScenario.Server, _scenario);
        }

        await using var next = _scenario.Start(_time);
        next.Defaults = Saying("third");
        await next.RecoverAsync();
        _time.Advance(TimeSpan.FromSeconds(2));
        for (var turns = 0; turns < 1_000 && Started().Count() < 2; turns++)
        {
            await next.AttachAsync(SupervisorScenario.Server, _scenario);
        }

        Assert.Equal(["first", "second"], Started().Select(request => request.Spec.Environment!["SAID"]));
    }

    private IEnumerable<StartRequest> Started() => _scenario.Asked.OfType<StartRequest>();

    private static ExecuteMessage Entry(long id) => new([new ExecuteEntry { Id = new WireId(id), Application = "true", Path = "/bin", DelayMilliseconds = 1_000 }]);

    private static ProgramDefaults Saying(string word) => ProgramDefaults.None.WithPrograms(
        new Dictionary<string, Supervision> { ["true"] = new() { Environment = new Dictionary<string, string> { ["SAID"] = word } } }.ToFrozenDictionary(), word);
}
