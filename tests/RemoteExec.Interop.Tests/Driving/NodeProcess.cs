using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Threading.Channels;
using RemoteExec.EndToEnd.Tests.Programs;

namespace RemoteExec.Interop.Tests.Driving;

/// <summary>A program of <c>peers/</c> under Node: commands go to it and events come from it, one JSON object a line.</summary>
internal sealed class NodeProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly Process _process;
    private readonly Channel<JsonElement> _events = Channel.CreateUnbounded<JsonElement>();
    private readonly List<string> _said = [];
    private readonly Task _reading;
    private readonly Task<string> _errors;

    internal NodeProcess(string script, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("node") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(PathOf(script));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start)!;
        _errors = _process.StandardError.ReadToEndAsync();
        _reading = ReadAsync();
    }

    /// <summary>A program of <c>peers/</c>; its packages are there, or the test says what to do.</summary>
    internal static string PathOf(string script)
    {
        var folder = Path.Combine(Checkout.Root, "tests", "RemoteExec.Interop.Tests", "peers");
        return Directory.Exists(Path.Combine(folder, "node_modules"))
            ? Path.Combine(folder, script)
            : throw new DirectoryNotFoundException($"Run \"npm ci\" in {folder} first (./test.sh does).");
    }

    /// <summary>What went to and fro, for the day a test fails.</summary>
    internal string Transcript
    {
        get
        {
            lock (_said)
            {
                return string.Join('\n', _said);
            }
        }
    }

    internal async Task DoAsync(string verb, object? details = null)
    {
        var command = JsonSerializer.SerializeToNode(details ?? new { }, Json)!.AsObject();
        command["do"] = verb;
        var line = command.ToJsonString(Json);
        Keep("> " + line);
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>The next event, which must be this one.</summary>
    internal async Task<JsonElement> NextAsync(string kind)
    {
        var seen = await NextAsync();
        Assert.True(seen.GetProperty("event").GetString() == kind, $"\"{kind}\" was expected next, and came:\n{Transcript}");
        return seen;
    }

    /// <summary>The next event of this kind that fits; others before it are passed over.</summary>
    internal async Task<JsonElement> UntilAsync(string kind, Func<JsonElement, bool>? fits = null)
    {
        while (true)
        {
            var seen = await NextAsync();
            if (seen.GetProperty("event").GetString() == kind && (fits is null || fits(seen)))
            {
                return seen;
            }
        }
    }

    /// <summary>Forgets what went to and fro.</summary>
    internal void ForgetTranscript()
    {
        lock (_said)
        {
            _said.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        await _reading;
        _process.Dispose();
    }

    private async Task<JsonElement> NextAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            return await _events.Reader.ReadAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"Nothing came within {Patience.TotalSeconds:0} s:\n{Transcript}");
        }
        catch (ChannelClosedException)
        {
            throw new InvalidOperationException($"The peer ended:\n{Transcript}\n{await _errors}");
        }
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            Keep("< " + line);
            _events.Writer.TryWrite(JsonDocument.Parse(line).RootElement.Clone());
        }

        _events.Writer.TryComplete();
    }

    private void Keep(string line)
    {
        lock (_said)
        {
            _said.Add(line);
        }
    }
}
