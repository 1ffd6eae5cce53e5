using System.Diagnostics;
using System.Threading.Channels;

namespace RemoteExec.Agent.Tests.Whole;

/// <summary>The agent as a process of its own, with its settings in a file: what is sent to it is a signal, what is heard of it is its log.</summary>
internal sealed class AgentProgram : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly List<string> _heard = [];

    private AgentProgram(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => _lines.Writer.TryWrite(line.Data ?? "(end of its log)");
        process.ErrorDataReceived += (_, line) => _lines.Writer.TryWrite(line.Data ?? "(end of its errors)");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary><c>remoteexec-agent run --settings FILE</c>, and whatever else is given.</summary>
    internal static AgentProgram Start(string settings, params string[] more) =>
        new(Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "remoteexec-agent.dll"), "run", "--settings", settings, .. more])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!);

    /// <summary>Any other command, to its end.</summary>
    internal static async Task<(int ExitCode, string Output, string Error)> RunAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "remoteexec-agent.dll"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Remove("SUDO_USER");
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(ServerEnd.Patience);
        return (process.ExitCode, await output, await error);
    }

    internal void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{_process.Id}"]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>Reads its log until a line says so.</summary>
    internal async Task<string> UntilItSaysAsync(string words)
    {
        using var patience = new CancellationTokenSource(ServerEnd.Patience);
        try
        {
            while (true)
            {
                var line = await _lines.Reader.ReadAsync(patience.Token);
                _heard.Add(line);
                if (line.Contains(words, StringComparison.Ordinal))
                {
                    return line;
                }
            }
        }
        catch (OperationCanceledException)
        {
            throw new InvalidOperationException($"It never said \"{words}\". It said:\n{string.Join('\n', _heard)}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            Signal("TERM");
        }

        await _process.WaitForExitAsync().WaitAsync(ServerEnd.Patience);
        _process.Dispose();
    }
}
