using RemoteExec.Processes.Linux;

namespace RemoteExec.Processes.Tests;

/// <summary>What these tests do again and again.</summary>
internal static class Running
{
    private static readonly IProcessLauncher Launcher = ProcessLauncher.Create(TimeProvider.System);

    public static LaunchResult Try(Collected output, string file, params string[] arguments) =>
        Launcher.Start(new ProcessSpec { FileName = file, Arguments = arguments }, output);

    public static LaunchResult Try(Collected output, ProcessSpec spec) => Launcher.Start(spec, output);

    public static ISupervisedProcess Start(Collected output, string file, params string[] arguments)
    {
        var result = Try(output, file, arguments);
        return result.Process ?? throw new InvalidOperationException(result.Failure!.Message);
    }

    public static ISupervisedProcess Shell(Collected output, string script) => Start(output, "/bin/sh", "-c", script);

    public static async Task UntilAsync(Func<bool> isSo)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!isSo())
        {
            await timer.WaitForNextTickAsync(patience.Token);
        }
    }

    public static int[] AliveInGroup(int group) => [.. ProcFs.ReadAll().Where(p => p.Group == group && p.IsAlive).Select(p => p.Pid)];

    public static bool IsAlive(int pid) => ProcFs.Read(pid) is { IsAlive: true };
}
