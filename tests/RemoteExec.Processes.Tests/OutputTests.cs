using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using RemoteExec.Processes.Linux;

namespace RemoteExec.Processes.Tests;

public class OutputTests
{
    private readonly Collected _output = new();

    [Fact]
    public async Task Output_BothStreams_AreApart()
    {
        await using var process = Running.Shell(_output, "echo out; echo err >&2");

        await process.Exited;

        Assert.Equal("out\n", _output.Stdout);
        Assert.Equal("err\n", _output.Stderr);
    }

    [Fact]
    public async Task Output_FiveMegabytesOfNoise_ArriveByteForByte()
    {
        var file = Path.GetTempFileName();
        var noise = RandomNumberGenerator.GetBytes(5_000_000);
        await File.WriteAllBytesAsync(file, noise, TestContext.Current.CancellationToken);
        await using var process = Running.Start(_output, "/bin/cat", file);

        await process.Exited;

        Assert.True(noise.AsSpan().SequenceEqual(_output.Bytes(OutputStream.Stdout)));
        File.Delete(file);
    }

    [Fact]
    public async Task Stop_OfAPipeThatHoldsLastWords_TakesThemFirst()
    {
        // The end of a process may be known before its pipe was looked at.
        Assert.True(OutputPipe.TryOpen(out var pipe, out _));
        using var writer = new FileStream(new SafeFileHandle(pipe.WriteEnd, ownsHandle: true), FileAccess.Write, bufferSize: 0);
        var sink = new Gate();
        var reading = new PipeReading(pipe.ReadEnd, OutputStream.Stdout, sink, TimeProvider.System);
        writer.Write("first"u8);
        await sink.FirstPiece;

        writer.Write("last words"u8);
        reading.Stop();
        sink.Open();

        // The other end is still open, as if a grandchild held it.
        await reading.Finished.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.Equal(15, sink.Received);
    }

    [Fact]
    public async Task Output_SinkThatWaits_HoldsTheProgramBack()
    {
        var sink = new Gate();
        var result = ProcessLauncher.Create(TimeProvider.System).Start(
            new ProcessSpec { FileName = "/usr/bin/head", Arguments = ["-c", "1000000", "/dev/zero"] }, sink);
        await using var process = result.Process!;
        await sink.FirstPiece;

        // A pipe holds far less than a megabyte.
        Assert.True(Running.IsAlive(process.Pid));
        sink.Open();

        Assert.Equal(0, (await process.Exited).ExitCode);
        Assert.Equal(1_000_000, sink.Received);
    }

    [Fact]
    public async Task Exited_GrandchildHoldsThePipes_IsNotHeldUp()
    {
        await using var process = Running.Shell(_output, "sleep 100 & echo $!");

        await process.Exited;

        var grandchild = int.Parse(_output.Stdout);
        Assert.True(Running.IsAlive(grandchild));
        await process.StopAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        await Running.UntilAsync(() => !Running.IsAlive(grandchild));
    }

    private sealed class Gate : IOutputSink
    {
        private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task FirstPiece => _first.Task;

        public long Received { get; private set; }

        public void Open() => _open.SetResult();

        public async ValueTask WriteAsync(OutputStream stream, ReadOnlyMemory<byte> data)
        {
            _first.TrySetResult();
            await _open.Task;
            Received += data.Length;
        }
    }
}
