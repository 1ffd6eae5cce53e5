using Microsoft.Extensions.Time.Testing;
using RemoteExec.Processes.Keeping;
using RemoteExec.Processes.Keeping.Logs;
using RemoteExec.Processes.Keeping.Talk;

namespace RemoteExec.Processes.Tests.Keeping;

/// <summary>What a program that writes too much meets.</summary>
public sealed class KeptLogTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("remoteexec-kept-");
    private readonly FakeTimeProvider _time = new();
    private readonly List<KeeperReport> _told = [];
    private readonly KeptLog _log;
    private OutputMode _mode;

    public KeptLogTests() => _log = new KeptLog("log", "group", LogWriter.Open(new LogFolder(_folder.FullName), "log", []), _ => _mode, _time, _told.Add);

    public void Dispose()
    {
        _log.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Write_NobodyTakesIt_KeepsTheNewestWithinTheLimit()
    {
        for (var i = 0; i < 3 * LogLimits.PerProcess / 65_536; i++)
        {
            await _log.WriteAsync(OutputStream.Stdout, new byte[65_536]);
        }

        Assert.InRange(_log.State.End - _log.State.Start, LogLimits.PerProcess - LogLimits.PerFile - 200_000, LogLimits.PerProcess);
        Assert.InRange(_folder.EnumerateFiles().Sum(file => file.Length), 1, LogLimits.PerProcess + LogLimits.PerFile);
    }

    [Fact]
    public async Task Write_SomebodyTakesItSlowly_HoldsTheProgramBack()
    {
        _mode = OutputMode.Hold;
        await FillAsync();

        var waiting = _log.WriteAsync(OutputStream.Stdout, new byte[65_536]).AsTask();
        Assert.False(waiting.IsCompleted);
        _log.TakenTo(_log.State.Start + (2 * LogLimits.PerFile));

        await waiting.WaitAsync(Soon, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Write_TakerTakesNothing_IsHeldBackForAWhileOnly()
    {
        _mode = OutputMode.Hold;
        await FillAsync();
        var waiting = _log.WriteAsync(OutputStream.Stdout, new byte[65_536]).AsTask();
        Assert.False(waiting.IsCompleted);

        _time.Advance(LogLimits.Patience);

        await waiting.WaitAsync(Soon, TestContext.Current.CancellationToken);
        Assert.True(_log.State.Start > 0);
    }

    [Fact]
    public async Task Write_AgentGoes_ProgramGoesOn()
    {
        _mode = OutputMode.Hold;
        await FillAsync();
        var waiting = _log.WriteAsync(OutputStream.Stdout, new byte[65_536]).AsTask();

        _mode = OutputMode.Keep;
        _log.LookAgain(forgetWatch: true);

        await waiting.WaitAsync(Soon, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Write_ProgramIsBeingStopped_IsNotHeldBack()
    {
        _mode = OutputMode.Hold;
        await FillAsync();
        var waiting = _log.WriteAsync(OutputStream.Stdout, new byte[65_536]).AsTask();

        _log.Hurry();

        await waiting.WaitAsync(Soon, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Watch_SaysOnceThatItHasGrown()
    {
        _log.Watch(0);
        await _log.WriteAsync(OutputStream.Stdout, new byte[10]);
        await _log.WriteAsync(OutputStream.Stdout, new byte[10]);

        Assert.Equal(26, Assert.IsType<WroteReport>(Assert.Single(_told)).End);
        _log.Watch(26);
        Assert.Equal(52, Assert.IsType<WroteReport>(_told[^1]).End);
    }

    [Fact]
    public async Task Write_NobodyWillEverAsk_KeepsNothing()
    {
        _mode = OutputMode.Discard;

        await _log.WriteAsync(OutputStream.Stdout, new byte[10]);

        Assert.Equal(0, _log.State.End);
        Assert.Empty(_folder.EnumerateFiles());
    }

    [Fact]
    public async Task Write_FolderIsGone_ProgramGoesOnAndSomebodyIsToldOnce()
    {
        _folder.Delete(recursive: true);

        await _log.WriteAsync(OutputStream.Stdout, new byte[10]);
        await _log.WriteAsync(OutputStream.Stdout, new byte[10]);
        _folder.Create();
        await _log.WriteAsync(OutputStream.Stdout, new byte[10]);

        Assert.IsType<TroubleReport>(Assert.Single(_told));
        using var reader = new LogReader(_folder.FullName, "log");
        var position = 0L;
        Assert.Equal(20, reader.Read(ref position, _log.State.End, new byte[LogRecord.MaxLength])!.Value.Offset);
    }

    private async Task FillAsync()
    {
        while (_log.State.End - _log.State.Start + 65_536 <= LogLimits.PerProcess)
        {
            await _log.WriteAsync(OutputStream.Stdout, new byte[65_536 - (4 * LogRecord.HeaderSize)]);
        }
    }
}
