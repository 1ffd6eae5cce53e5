using System.Diagnostics;

namespace RemoteExec.Load.Peers;

/// <summary>A .NET program that runs beside this one, until it is disposed.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process _process;

    internal ChildProcess(string assembly, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add(assembly);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
    }

    /// <summary>This program again, with one of its hidden verbs.</summary>
    internal static ChildProcess Self(params string[] arguments) => new(typeof(ChildProcess).Assembly.Location, arguments);

    internal int Pid => _process.Id;

    internal bool HasExited => _process.HasExited;

    /// <summary>The next line that it prints.</summary>
    internal async Task<string> ReadLineAsync() =>
        await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The program ended before it was ready.");

    /// <summary>Lets what it prints from now on go.</summary>
    internal void IgnoreOutput() => _ = _process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);

    /// <summary>Ends its standard input, and waits for it to leave; then as <see cref="DisposeAsync"/>.</summary>
    internal async Task StopAsync(TimeSpan patience)
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync().WaitAsync(patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }
}
