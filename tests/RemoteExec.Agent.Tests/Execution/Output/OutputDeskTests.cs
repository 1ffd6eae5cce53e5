using System.Text;
using RemoteExec.Agent.Execution.Output;
using RemoteExec.Processes;
using RemoteExec.Processes.Keeping.Logs;
using RemoteExec.Processes.Keeping.Talk;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Tests.Execution.Output;

public sealed class OutputDeskTests : IDisposable
{
    private const string Log = "log";
    private static readonly WireId Id = new(1);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("remoteexec-desk-");
    private readonly List<KeeperRequest> _asked = [];
    private readonly LogWriter _writer;
    private readonly OutputDesk _desk;

    public OutputDeskTests()
    {
        _writer = LogWriter.Open(new LogFolder(_folder.FullName), Log, []);
        _desk = new OutputDesk("group", _folder.FullName, _asked.Add);
    }

    public void Dispose()
    {
        _desk.Dispose();
        _writer.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void Serve_NothingWritten_HasTheKeeperSayWhenThereIs()
    {
        _desk.Open(Id, Log);
        _desk.Serve();

        Assert.Contains(new ServeRequest("group", OutputMode.Hold), _asked);
        Assert.Contains(new WatchRequest(Log, 0), _asked);
    }

    [Fact]
    public void Acknowledge_BothStreams_FreesTheLogInItsOwnOrder()
    {
        _desk.Open(Id, Log);
        _desk.Serve();
        Write(OutputStream.Stderr, "err");
        Write(OutputStream.Stdout, "out");
        Assert.Equal(["err", "out"], TakeAll());

        _desk.Acknowledge(new OutputAck(Id, WireStream.Stdout, 3));
        Assert.DoesNotContain(_asked, request => request is TakenRequest);
        _desk.Acknowledge(new OutputAck(Id, WireStream.Stderr, 3));

        Assert.Contains(new TakenRequest(Log, _writer.End), _asked);
    }

    [Fact]
    public void Serve_AfterABreak_GoesOnFromWhatWasAcknowledged()
    {
        _desk.Open(Id, Log);
        _desk.Serve();
        Write(OutputStream.Stdout, "one");
        Write(OutputStream.Stderr, "two");
        Assert.Equal(["one", "two"], TakeAll());
        _desk.Acknowledge(new OutputAck(Id, WireStream.Stdout, 3));

        _desk.Close();
        _desk.Serve();

        Assert.Equal(["two"], TakeAll());
    }

    [Fact]
    public void Open_AnEarlierAgentLeftSome_GoesOnFromThere()
    {
        Write(OutputStream.Stdout, "one");
        var middle = _writer.End;
        Write(OutputStream.Stdout, "two");
        _desk.Open(Id, Log, new LogState(Log, middle, _writer.End));
        _desk.End(Id);
        _desk.Serve();

        Assert.True(_desk.HoldsBack(Id));
        Assert.Equal(["two"], TakeAll());
        _desk.Acknowledge(new OutputAck(Id, WireStream.Stdout, 6));
        Assert.Contains(new ForgetRequest(Log), _asked);
    }

    [Fact]
    public void Acknowledge_MoreThanWasSent_IsNotBelieved()
    {
        _desk.Open(Id, Log);
        Write(OutputStream.Stdout, "secret");
        _desk.Serve();

        _desk.Acknowledge(new OutputAck(Id, WireStream.Stdout, long.MaxValue));

        Assert.DoesNotContain(_asked, request => request is TakenRequest);
        Assert.Equal(["secret"], TakeAll());
    }

    [Fact]
    public void Refuse_ServerWithoutOutput_NothingIsKept()
    {
        _desk.Open(Id, Log);
        Write(OutputStream.Stdout, "before");

        _desk.Refuse();
        _desk.End(Id);

        Assert.Contains(new ServeRequest("group", OutputMode.Discard), _asked);
        Assert.Contains(new ForgetRequest(Log), _asked);
    }

    [Fact]
    public void Take_OldestWasLetGo_GoesOnWithWhatIsLeftAndShowsTheGap()
    {
        _desk.Open(Id, Log);
        var piece = new string('x', LogRecord.MaxLength);
        while (_writer.End < LogLimits.PerFile)
        {
            Write(OutputStream.Stdout, piece);
        }

        var gap = _writer.End / (LogRecord.MaxLength + LogRecord.HeaderSize) * LogRecord.MaxLength;
        Write(OutputStream.Stdout, "newest");
        _writer.DropOldest();
        _desk.Serve();

        Assert.True(_desk.TryTake(out var output));
        var taken = output.Take(new byte[OutputLimits.PerPiece])!.Value;
        Assert.Equal(("newest", gap), (taken.Piece.Text, taken.Piece.Offset));
    }

    private void Write(OutputStream stream, string text)
    {
        _writer.Append(stream, Encoding.UTF8.GetBytes(text));
        _desk.Grow(Id, Log, _writer.End);
    }

    private List<string?> TakeAll()
    {
        var texts = new List<string?>();
        while (_desk.TryTake(out var output))
        {
            while (output.Take(new byte[OutputLimits.PerPiece]) is { } taken)
            {
                texts.Add(taken.Piece.Text);
            }

            output.IsBeingSent = false;
            _desk.Look(output);
        }

        return texts;
    }
}
