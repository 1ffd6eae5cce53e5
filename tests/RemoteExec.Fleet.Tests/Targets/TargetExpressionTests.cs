using FsCheck.Xunit;
using RemoteExec.Fleet.Machines;
using RemoteExec.Fleet.Targets;

namespace RemoteExec.Fleet.Tests.Targets;

public class TargetExpressionTests
{
    private static readonly Machine[] Fleet =
    [
        Machine("m-a", "left", ("wall", "east"), ("group", "stage")),
        Machine("m-b", "right", ("wall", "west"), ("group", "stage")),
        Machine("m-c", "player", ("wall", "east"), ("os", "")),
        Machine("m-d", "m-a"),
        Machine("m-e", "42"),
    ];

    [Theory]
    [InlineData("left, m-b", "left m-b", "", false)]
    [InlineData("wall=east,@stage,os=", "", "wall=east group=stage os=", false)]
    [InlineData("left,*", "left", "", true)]
    public void Parts_AreWhatAStoreLooksFor(string text, string names, string labels, bool all)
    {
        Assert.True(TargetExpression.TryParse(text, out var expression, out _));

        Assert.Equal(names, string.Join(' ', expression.Names));
        Assert.Equal(labels, string.Join(' ', expression.Labels.Select(label => $"{label.Key}={label.Value}")));
        Assert.Equal(all, expression.MeansAll);
    }

    [Theory]
    [InlineData("left", "left")]
    [InlineData("LEFT", "left")]
    [InlineData("m-b", "right")]
    [InlineData("42", "42")]
    [InlineData("wall=east", "left player")]
    [InlineData("os=", "player")]
    [InlineData("@stage", "left right")]
    [InlineData("*", "left right player m-a 42")]
    [InlineData("player, left", "left player")]
    [InlineData("left,left,@stage,*", "left right player m-a 42")]
    public void TryResolve_Expression_NamesEachMachineOnceInTheFleetsOrder(string text, string names)
    {
        Assert.True(TargetExpression.TryParse(text, out var expression, out _));
        Assert.True(expression.TryResolve(Fleet, out var machines, out _));
        Assert.Equal(names.Split(' '), machines.Select(machine => machine.Name));
    }

    [Fact]
    public void TryResolve_AnId_IsItsMachineAlone_WhoeverElseCallsItselfSo()
    {
        Assert.True(TargetExpression.TryParse("m-a", out var expression, out _));
        Assert.True(expression.TryResolve(Fleet, out var machines, out _));
        Assert.Equal("left", Assert.Single(machines).Name);
    }

    [Theory]
    [InlineData("centre", "centre")]
    [InlineData("left,centre", "centre")]
    [InlineData("wall=north", "wall=north")]
    [InlineData("WALL=east", "WALL=east")]
    [InlineData("@crew", "@crew")]
    public void TryResolve_PartThatNamesNobody_IsNamed(string text, string unmatched)
    {
        Assert.True(TargetExpression.TryParse(text, out var expression, out _));
        Assert.False(expression.TryResolve(Fleet, out _, out var part));
        Assert.Equal(unmatched, part);
    }

    [Fact]
    public void TryResolve_EmptyFleet_NobodyIsMeantByAll()
    {
        Assert.True(TargetExpression.TryParse("*", out var expression, out _));
        Assert.False(expression.TryResolve([], out var machines, out _));
        Assert.Empty(machines);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(",")]
    [InlineData("left,")]
    [InlineData("@")]
    [InlineData("@a=b")]
    [InlineData("=b")]
    [InlineData("le*t")]
    [InlineData("**")]
    [InlineData("a@b")]
    public void TryParse_BadExpression_IsASentence(string? text)
    {
        Assert.False(TargetExpression.TryParse(text, out _, out var problem));
        Assert.Contains("label=value", problem, StringComparison.Ordinal);
    }

    [Property]
    public void TryParse_Anything_ResolvesOrRefuses_AndNeverThrows(string? text)
    {
        if (TargetExpression.TryParse(text, out var expression, out _))
        {
            expression.TryResolve(Fleet, out var machines, out var unmatched);
            Assert.True(unmatched is not null || machines.Count > 0);
        }
    }

    [Theory]
    [InlineData("../left")]
    [InlineData("left\u0000")]
    [InlineData("le\u202eft")]
    [InlineData("'; DROP TABLE machines; --")]
    public void TryResolve_HostileCharacters_NameNobody(string text)
    {
        Assert.True(TargetExpression.TryParse(text, out var expression, out _));
        Assert.False(expression.TryResolve(Fleet, out _, out _));
    }

    private static Machine Machine(string id, string name, params (string Key, string Value)[] labels) =>
        new(id, name) { Labels = labels.ToDictionary(label => label.Key, label => label.Value) };
}
