using BenchmarkDotNet.Running;
using RemoteExec.Benchmarks;

// --quick: a smoke run that says whether everything works, and roughly how fast. Everything else is BenchmarkDotNet's own: --filter '*Seal*', --list flat, …
var quick = args.Contains("--quick");
var summaries = BenchmarkSwitcher.FromAssembly(typeof(HotPathConfig).Assembly)
    .Run([.. args.Where(argument => argument != "--quick"), .. args.Contains("--filter") ? [] : (string[])["--filter", "*"]], new HotPathConfig(quick));
return summaries.Any(summary => summary.HasCriticalValidationErrors || summary.Reports.Any(report => !report.Success)) ? 1 : 0;
