using System.Net.Sockets;
using System.Text;
using RemoteExec.Agent.Service;

namespace RemoteExec.Agent.Tests.Service;

public sealed class ReadySignalTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("remoteexec-ready-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Send_OneDatagram_ToAFileOrAnAbstractName(bool isAbstract)
    {
        var path = Path.Combine(_folder.FullName, "notify");
        using var systemd = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        systemd.Bind(new UnixDomainSocketEndPoint(isAbstract ? "\0" + path : path));

        Assert.Null(ReadySignal.Send(isAbstract ? "@" + path : path));

        var heard = new byte[64];
        Assert.Equal("READY=1", Encoding.ASCII.GetString(heard, 0, systemd.Receive(heard)));
    }

    [Fact]
    public void Send_NobodyListens_SaysWhy() => Assert.NotNull(ReadySignal.Send(Path.Combine(_folder.FullName, "nobody")));
}
