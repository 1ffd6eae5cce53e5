using RemoteExec.Api.Output;
using RemoteExec.Cli.Running;

namespace RemoteExec.Cli.Tests.Running;

public sealed class OutputGapsTests
{
    private readonly OutputGaps _gaps = new();

    [Fact]
    public void Before_PiecesThatFollowOneAnother_SaysNothing()
    {
        Assert.Null(_gaps.Before(Piece(0, "grün")));
        Assert.Null(_gaps.Before(Piece(5, "x")));
        Assert.Null(_gaps.Before(Piece(0, "other stream", OutputStreams.Stderr)));
        Assert.Null(_gaps.Before(Piece(0, "again")));
    }

    [Fact]
    public void Before_PieceBeyondTheEnd_SaysHowMuchIsMissing()
    {
        Assert.Contains("10 bytes of stdout of process 7", _gaps.Before(Piece(10, "late"))!, StringComparison.Ordinal);
        Assert.Null(_gaps.Before(Piece(14, "on")));
        Assert.Contains("4 bytes", _gaps.Before(Piece(20, "later"))!, StringComparison.Ordinal);
    }

    private static OutputItem Piece(long offset, string text, string stream = OutputStreams.Stdout) =>
        new() { Process = 7, Stream = stream, Offset = offset, Text = text };
}
