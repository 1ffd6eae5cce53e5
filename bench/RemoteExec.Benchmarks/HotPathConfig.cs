using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Order;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace RemoteExec.Benchmarks;

/// <summary>
/// Medians with bytes allocated, in this process: what is compared shares the run, and no project is generated.
/// </summary>
internal sealed class HotPathConfig : ManualConfig
{
    internal HotPathConfig(bool quick)
    {
        var job = quick ? Job.Dry.WithId("Quick") : Job.ShortRun.WithId("Short").WithIterationCount(9).WithIterationTime(TimeInterval.FromMilliseconds(100));
        AddJob(job.WithToolchain(InProcessEmitToolchain.Instance));
        AddDiagnoser(MemoryDiagnoser.Default);
        AddLogger(ConsoleLogger.Default);
        AddExporter(MarkdownExporter.GitHub);
        AddColumnProvider(DefaultColumnProviders.Descriptor, DefaultColumnProviders.Params, DefaultColumnProviders.Metrics, DefaultColumnProviders.Statistics);
        AddColumn(StatisticColumn.Median);
        AddColumn(BaselineRatioColumn.RatioMean);
        AddLogicalGroupRules(BenchmarkLogicalGroupRule.ByParams);
        HideColumns(Column.Error, Column.StdDev, Column.RatioSD, Column.AllocRatio, Column.Gen0, Column.Gen1, Column.Gen2, Column.Job, Column.Categories);
        WithOrderer(new DefaultOrderer(SummaryOrderPolicy.Declared));
        WithOptions(ConfigOptions.DisableLogFile);
        ArtifactsPath = Path.Combine(Path.GetTempPath(), "remoteexec-benchmarks");
    }
}
