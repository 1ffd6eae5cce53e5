using FsCheck.Xunit;
using RemoteExec.Fleet.Machines;

namespace RemoteExec.Fleet.Tests.Machines;

public class CloneRulesTests
{
    private static readonly DateTimeOffset Begin = Scenario.Begin;

    [Fact]
    public void Came_InTurns_IsNoticedAtTheThirdDisplacement_AndNamesTheOther()
    {
        var watch = Come("ab");
        Assert.Null(watch.Noticed);
        Assert.Null(Come("aba").Noticed);

        var clone = Come("abab").Noticed;

        Assert.Equal("a", clone?.Other.Instance);
        Assert.Equal("b", Come("ababa").Noticed?.Other.Instance);
        Assert.Equal(clone?.Since, Come("ababab").Noticed?.Since);
    }

    [Theory]
    [InlineData("aaaaaaaa")]
    [InlineData("abcdefgh")]
    [InlineData("aabbccdd")]
    [InlineData("aab")]
    public void Came_CutCablesAndRestarts_AreNoClone(string lives) => Assert.Null(Come(lives).Noticed);

    // However often it reconnects or is started again, whatever its address, name and cards: a life that is over does not return.
    [Property]
    public void Came_OneComputer_IsNeverAClone((bool Restart, byte Seconds, byte Address, byte Host)[] connections)
    {
        var (watch, now, life) = (CloneWatch.Empty, Begin, 0);
        foreach (var (restart, seconds, address, host) in connections)
        {
            life += restart ? 1 : 0;
            now = now.AddSeconds(seconds);
            watch = CloneRules.Came(watch, new MachineSide($"{life}", $"stage-{host % 3}", [$"02:00:00:00:00:{host % 2:x2}"], [$"192.0.2.{address % 3}"]), now);
            Assert.Null(watch.Noticed);
        }
    }

    // Without a word about lives: one thing alone that changes to and fro, or two, are no clone.
    [Property]
    public void Came_OldAgent_WithoutALife_ThatKeepsItsNameOrAddressOrCard_IsNeverAClone((byte Address, byte Host, byte Mac)[] connections, byte kept)
    {
        var (watch, now) = (CloneWatch.Empty, Begin);
        foreach (var (address, host, mac) in connections)
        {
            now = now.AddSeconds(5);
            watch = CloneRules.Came(
                watch,
                new MachineSide(
                    null,
                    kept % 3 == 0 ? "stage" : $"stage-{host % 3}",
                    [$"02:00:00:00:00:{(kept % 3 == 1 ? 1 : mac % 3):x2}"],
                    [$"192.0.2.{(kept % 3 == 2 ? 1 : address % 3)}"]),
                now);
            Assert.Null(watch.Noticed);
        }
    }

    [Fact]
    public void Came_OldAgents_ThatDifferInAll_AreNoticed()
    {
        var (watch, now) = (CloneWatch.Empty, Begin);
        for (var turn = 0; turn < 4; turn++)
        {
            watch = CloneRules.Came(watch, new MachineSide(null, $"host-{turn % 2}", [$"02:00:00:00:00:0{turn % 2}"], [$"192.0.2.{turn % 2}"]), now = now.AddMinutes(1));
        }

        Assert.Equal("host-0", watch.Noticed?.Other.Host);
    }

    [Fact]
    public void Came_TurnsFarApart_AreNotOnePattern() => Assert.Null(Come("abababab", TimeSpan.FromMinutes(6)).Noticed);

    [Fact]
    public void Current_TenMinutesAfterTheLastReturn_IsForgotten()
    {
        var watch = Come("abab");
        var last = Begin.AddSeconds(4 * 45);

        Assert.NotNull(CloneRules.Current(watch, last + CloneRules.Window));
        Assert.Null(CloneRules.Current(watch, last + CloneRules.Window + TimeSpan.FromTicks(1)));
        Assert.Null(CloneRules.Came(watch, Side('b'), last + TimeSpan.FromMinutes(11)).Noticed);
    }

    private static CloneWatch Come(string lives, TimeSpan? every = null)
    {
        var (watch, now) = (CloneWatch.Empty, Begin);
        foreach (var life in lives)
        {
            watch = CloneRules.Came(watch, Side(life), now += every ?? TimeSpan.FromSeconds(45));
        }

        return watch;
    }

    private static MachineSide Side(char life) => new($"{life}", $"host-{life}", [], [$"192.0.2.{(int)life}"]);
}
