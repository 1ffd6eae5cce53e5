using FsCheck.Xunit;
using RemoteExec.Fleet.Machines;

namespace RemoteExec.Fleet.Tests.Machines;

public class NamingTests
{
    [Theory]
    [InlineData("projector-left")]
    [InlineData("Wall #2 (east)")]
    [InlineData("löwe")]
    [InlineData("42")]
    [InlineData("192.0.2.7#2")]
    public void FindProblem_UsableName_IsNone(string name) => Assert.Null(MachineNames.FindProblem(name));

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("a,b")]
    [InlineData("a=b")]
    [InlineData("@a")]
    [InlineData("a*")]
    [InlineData(" a")]
    [InlineData("a ")]
    [InlineData("a\nb")]
    [InlineData("a\u0000b")]
    [InlineData("a\u202eb")]
    [InlineData("a\u200bb")]
    [InlineData("a\u2028b")]
    public void FindProblem_NameThatWouldNotBeFoundOrSeen_IsASentence(string name) => Assert.NotNull(MachineNames.FindProblem(name));

    // An attribute cannot hold half a character.
    [Fact]
    public void FindProblem_LoneSurrogate_IsASentence() => Assert.NotNull(MachineNames.FindProblem("a\ud800b"));

    [Fact]
    public void FindProblem_Length_IsAtMost64()
    {
        Assert.Null(MachineNames.FindProblem(new string('a', 64)));
        Assert.NotNull(MachineNames.FindProblem(new string('a', 65)));
    }

    [Property]
    public void Sanitize_Anything_IsUsable(string? wanted) => Assert.Null(MachineNames.FindProblem(MachineNames.Sanitize(wanted, "m-1")));

    [Theory]
    [InlineData("a,b=c@d*e", "a-b-c-d-e")]
    [InlineData("a\u001b[31mb", "a[31mb")]
    [InlineData("\u202e\u0007", "m-1")]
    [InlineData(null, "m-1")]
    public void Sanitize_HostileName_KeepsWhatCanBeShown(string? wanted, string name) => Assert.Equal(name, MachineNames.Sanitize(wanted, "m-1"));

    [Fact]
    public void MakeUnique_Taken_CountsUp_AndStaysWithinTheLength()
    {
        var taken = new HashSet<string> { "a", "a-2", new('b', 64), new string('b', 62) + "-2" };

        Assert.Equal("a-3", MachineNames.MakeUnique("a", taken.Contains));
        Assert.Equal("c", MachineNames.MakeUnique("c", taken.Contains));
        var name = MachineNames.MakeUnique(new string('b', 64), taken.Contains);
        Assert.Equal(new string('b', 62) + "-3", name);
    }

    [Fact]
    public void PlainSlots_LowestFree_FillsGaps_AndTheFirstIsTheAddressItself()
    {
        Assert.Equal(1, PlainSlots.LowestFree(new HashSet<int>()));
        Assert.Equal(2, PlainSlots.LowestFree(new HashSet<int> { 1, 3 }));
        Assert.Equal(4, PlainSlots.LowestFree(new HashSet<int> { 1, 2, 3 }));
        Assert.Equal("192.0.2.7", PlainSlots.NameOf("192.0.2.7", 1));
        Assert.Equal("192.0.2.7#2", PlainSlots.NameOf("192.0.2.7", 2));
    }

    [Fact]
    public void MachineIds_KnownKey_IsTheSpecifiedText()
    {
        // SHA-256 of 32 zero bytes begins 66687aadf862bd776c8f (RFC 4648 base32, lower case, of these ten bytes).
        Assert.Equal("m-mzuhvlpymk6xo3ep", MachineIds.OfAgent(new byte[32]));
        Assert.StartsWith("p-", MachineIds.OfSlot("192.0.2.7"), StringComparison.Ordinal);
        Assert.NotEqual(MachineIds.OfSlot("192.0.2.7"), MachineIds.OfSlot("192.0.2.7#2"));
    }
}
