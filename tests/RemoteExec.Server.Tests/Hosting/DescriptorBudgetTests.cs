using RemoteExec.Server.Hosting;

namespace RemoteExec.Server.Tests.Hosting;

public class DescriptorBudgetTests
{
    [Theory]
    [InlineData(576)]
    [InlineData(1_024)]
    [InlineData(20_000)]
    [InlineData(1_048_576)]
    public void From_AnyLimit_LeavesHeadroomBelowIt(long limit)
    {
        var budget = DescriptorBudget.From(limit);

        Assert.True(budget.Agents + budget.Http <= limit - 512);
        Assert.True(budget.Agents > budget.Http);
        Assert.True(budget.Http >= 1);
    }

    [Fact]
    public void From_UnlimitedDescriptors_DoesNotOverflow()
    {
        var budget = DescriptorBudget.From(long.MaxValue);

        Assert.Equal(1_000_000, budget.Agents + budget.Http);
    }

    [Fact]
    public void From_SettingBelowTheLimit_IsKept_AboveIt_IsCut()
    {
        var low = DescriptorBudget.From(20_000, 100);
        var high = DescriptorBudget.From(1_024, 100_000);

        Assert.Equal(100, low.Agents + low.Http);
        Assert.Equal(512, high.Agents + high.Http);
    }

    [Fact]
    public void FindProblem_TooFewToLoadTheServer_SaysHowManyAreNeeded()
    {
        Assert.Contains("at least 576", DescriptorBudget.FindProblem(256), StringComparison.Ordinal);
        Assert.Null(DescriptorBudget.FindProblem(576));
    }

    [Fact]
    public void ReadLimit_ThisProcess_IsPositive() => Assert.True(DescriptorBudget.ReadLimit() > 0);
}
