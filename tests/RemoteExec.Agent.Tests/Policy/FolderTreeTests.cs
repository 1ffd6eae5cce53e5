using System.Text;
using System.Text.Json;
using RemoteExec.Agent.Introduction;
using RemoteExec.Agent.Policy;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Tests.Policy;

public sealed class FolderTreeTests : IDisposable
{
    private readonly Sandbox _box = new();

    public void Dispose() => _box.Dispose();

    [Fact]
    public void Read_Folder_ShowsProgramsAndFolders()
    {
        _box.Program("show/warp");
        _box.Program("show/readme", executable: false);
        _box.Program("show/bin/mpv");

        var tree = Assert.Single(FolderTree.Read([_box.At("show")]));

        Assert.Equal(["warp"], tree.Files);
        Assert.Equal(["mpv"], Assert.Single(tree.Folders).Files);
        Assert.Null(tree.Truncated);
    }

    [Fact]
    public void Read_FourthLevel_IsCutAndMarked()
    {
        _box.Program("a/b/c/d/deep");

        var third = Assert.Single(Assert.Single(Assert.Single(FolderTree.Read([_box.At("a")])).Folders).Folders);

        Assert.Empty(third.Folders);
        Assert.True(third.Truncated);
    }

    [Fact]
    public void Read_LinkInACircle_IsNamedAndNotEntered()
    {
        _box.Folder("show");
        _box.Link("show/again", _box.At("show"));

        var again = Assert.Single(Assert.Single(FolderTree.Read([_box.At("show")])).Folders);

        Assert.Empty(again.Folders);
        Assert.True(again.Truncated);
    }

    [Fact]
    public void Read_MoreThan200Programs_IsCutAndMarked()
    {
        for (var i = 0; i < 201; i++)
        {
            _box.Program($"show/p{i:000}");
        }

        var tree = Assert.Single(FolderTree.Read([_box.At("show")]));

        Assert.Equal(FolderTree.MaxEntries, tree.Files.Count);
        Assert.True(tree.Truncated);
    }

    [Fact]
    public void Read_LongNames_StayBelow32KiBOfJson()
    {
        for (var folder = 0; folder < 4; folder++)
        {
            for (var i = 0; i < 60; i++)
            {
                _box.Program($"show/f{folder}/{i:00}\"ß{new string('x', 180)}");
            }
        }

        var json = JsonSerializer.Serialize(FolderTree.Read([_box.At("show")]), SetupJson.Default.IReadOnlyListFolderNode);

        Assert.InRange(Encoding.UTF8.GetByteCount(json), 16 * 1024, MessageLimits.MaxTreeBytes);
        Assert.Contains("\"truncated\":true", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FolderThatIsNotThere_IsEmpty() => Assert.Empty(Assert.Single(FolderTree.Read([_box.At("missing")])).Files);
}
