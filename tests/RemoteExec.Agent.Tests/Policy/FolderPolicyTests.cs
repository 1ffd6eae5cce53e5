using RemoteExec.Agent.Policy;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Tests.Policy;

public sealed class FolderPolicyTests : IDisposable
{
    private readonly Sandbox _box = new();

    public void Dispose() => _box.Dispose();

    [Fact]
    public void Find_ProgramInAnAllowedFolder_MayStartThere()
    {
        var program = _box.Program("show/warp");

        var verdict = Policy("show").Find(Entry("warp", _box.At("show") + "/"));

        Assert.Equal(new PolicyVerdict(program, _box.At("show"), null), verdict);
    }

    [Fact]
    public void Find_FolderBelowAnAllowedOne_IsAllowed()
    {
        _box.Program("show/deep/down/warp");

        Assert.Null(Policy("show").Find(Entry("warp", _box.At("show/deep/down"))).Refusal);
    }

    [Fact]
    public void Find_NothingIsAllowed_SaysWhichOptionToAdd() =>
        Assert.Contains("--allow", new FolderPolicy([], () => "/usr/bin").Find(Entry("sh")).Refusal!, StringComparison.Ordinal);

    [Fact]
    public void Find_AnotherFolder_IsRefusedAndNamesTheOption()
    {
        _box.Program("show/warp");
        _box.Program("other/tool");

        Assert.Contains($"--allow {_box.At("other")}", Policy("show").Find(Entry("tool", _box.At("other"))).Refusal!, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_FolderWhoseNameBeginsAlike_IsAnotherFolder()
    {
        _box.Program("show/warp");
        _box.Program("show-private/tool");

        Assert.NotNull(Policy("show").Find(Entry("tool", _box.At("show-private"))).Refusal);
    }

    [Fact]
    public void Find_DotsOutOfAnAllowedFolder_AreResolvedFirst()
    {
        _box.Program("show/warp");
        _box.Program("other/tool");

        Assert.NotNull(Policy("show").Find(Entry("tool", _box.At("show") + "/../other")).Refusal);
    }

    [Theory]
    [InlineData("show/escape")]
    [InlineData("show/chain")]
    public void Find_LinkOutOfAnAllowedFolder_IsRefused(string link)
    {
        _box.Program("other/tool");
        _box.Link("show/escape", _box.At("other/tool"));
        _box.Link("show/chain", "escape");

        var verdict = Policy("show").Find(Entry(Path.GetFileName(link), _box.At("show")));

        Assert.Null(verdict.File);
        Assert.Contains(_box.At("other/tool"), verdict.Refusal!, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_LinkedFolderOutOfAnAllowedOne_IsRefused()
    {
        _box.Program("other/tool");
        _box.Folder("show");
        _box.Link("show/inside", _box.At("other"));

        Assert.Null(Policy("show").Find(Entry("tool", _box.At("show/inside"))).File);
    }

    [Fact]
    public void Find_LinkWithinTheAllowedFolder_StartsUnderItsOwnName()
    {
        _box.Program("show/warp-2");
        _box.Link("show/warp", "warp-2");

        Assert.Equal(_box.At("show/warp"), Policy("show").Find(Entry("warp", _box.At("show"))).File);
    }

    [Fact]
    public void Find_AllowedFolderThatIsALink_MeansWhereItLeads()
    {
        _box.Program("show-2/warp");
        _box.Link("show", "show-2");

        Assert.NotNull(Policy("show").Find(Entry("warp", _box.At("show"))).File);
        Assert.NotNull(Policy("show").Find(Entry("warp", _box.At("show-2"))).File);
    }

    [Fact]
    public void Find_CircleOfLinks_IsNotFound()
    {
        _box.Folder("show");
        _box.Link("show/a", "b");
        _box.Link("show/b", "a");

        Assert.StartsWith("not found: ", Policy("show").Find(Entry("a", _box.At("show"))).Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_MissingProgram_IsToldApartFromOneThatMayNotRun()
    {
        _box.Program("show/data", executable: false);
        _box.Folder("show/folder");
        var policy = Policy("show");

        Assert.StartsWith("not found: ", policy.Find(Entry("missing", _box.At("show"))).Refusal, StringComparison.Ordinal);
        Assert.Contains("chmod", policy.Find(Entry("data", _box.At("show"))).Refusal!, StringComparison.Ordinal);
        Assert.Contains("folder", policy.Find(Entry("folder", _box.At("show"))).Refusal!, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_MissingProgramElsewhere_DoesNotTellWhetherItExists()
    {
        _box.Folder("show");
        _box.Program("other/there");

        var there = Policy("show").Find(Entry("there", _box.At("other"))).Refusal!;
        var missing = Policy("show").Find(Entry("gone!", _box.At("other"))).Refusal!;

        Assert.Equal(there.Replace("there ", "gone! ", StringComparison.Ordinal), missing);
    }

    [Theory]
    [InlineData("C:/folder/folder2/")]
    [InlineData("bin")]
    [InlineData("./bin")]
    public void Find_PathThatIsNotWhole_IsRefused(string path) =>
        Assert.Contains("whole path", Policy("").Find(Entry("sh", path)).Refusal!, StringComparison.Ordinal);

    [Fact]
    public void Find_EmptyPath_TakesTheFirstOnPathThatCanRun()
    {
        _box.Program("one/tool", executable: false);
        var second = _box.Program("two/tool");
        _box.Program("three/tool");
        var policy = new FolderPolicy([_box.Root], () => $"relative:{_box.At("one")}:{_box.At("two")}:{_box.At("three")}");

        Assert.Equal(new PolicyVerdict(second, null, null), policy.Find(Entry("tool")));
    }

    [Fact]
    public void Find_FirstOnPathIsNotAllowed_DoesNotTakeAnother()
    {
        _box.Program("one/tool");
        _box.Program("two/tool");
        var policy = new FolderPolicy([_box.At("two")], () => $"{_box.At("one")}:{_box.At("two")}");

        Assert.Contains("--allow", policy.Find(Entry("tool")).Refusal!, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_SlashIsAllowed_AllowsAnything()
    {
        _box.Program("show/warp");

        Assert.NotNull(new FolderPolicy(["/"], () => null).Find(Entry("warp", _box.At("show"))).File);
    }

    [Fact]
    public void MayBrowse_OnlyWhatMayBeStarted()
    {
        _box.Folder("show/bin");
        _box.Folder("other");
        _box.Link("show/out", _box.At("other"));
        var policy = Policy("show");

        Assert.True(policy.MayBrowse(_box.At("show/bin")));
        Assert.False(policy.MayBrowse(_box.At("other")));
        Assert.False(policy.MayBrowse(_box.At("show/out")));
        Assert.False(policy.MayBrowse(_box.At("show/missing")));
        Assert.False(policy.MayBrowse("show"));
    }

    [Fact]
    public void Replace_OtherFolders_HoldFromThenOn()
    {
        _box.Program("show/warp");
        var policy = new FolderPolicy([_box.At("elsewhere")], () => null);
        Assert.Null(policy.Find(Entry("warp", _box.At("show"))).File);

        policy.Replace([_box.At("show")]);
        Assert.NotNull(policy.Find(Entry("warp", _box.At("show"))).File);
        Assert.True(policy.MayBrowse(_box.At("show")));

        policy.Replace([]);
        Assert.Contains("--allow", policy.Find(Entry("warp", _box.At("show"))).Refusal!, StringComparison.Ordinal);
        Assert.False(policy.MayBrowse(_box.At("show")));
    }

    [Fact]
    public void Find_AllowedFile_IsTheOnlyOneOfItsFolder()
    {
        _box.Program("show/warp");
        _box.Program("show/other");
        var policy = new FolderPolicy([_box.At("show/warp")], () => "");

        Assert.Equal(_box.At("show/warp"), policy.Find(Entry("warp", _box.At("show"))).File);
        Assert.NotNull(policy.Find(Entry("other", _box.At("show"))).Refusal);
    }

    [Fact]
    public void Find_ScriptThatMustBeNamed_IsStartedOnlyWhenItIs()
    {
        var script = _box.Program("show/say.bat");
        var rules = new ScriptsMustBeNamed();

        Assert.Contains($"--allow {script}", new FolderPolicy([_box.At("show")], () => "", rules).Find(Entry("say.bat", _box.At("show"))).Refusal!, StringComparison.Ordinal);
        Assert.Contains("named", new FolderPolicy(["/"], () => "", rules).Find(Entry("say.bat", _box.At("show"))).Refusal!, StringComparison.Ordinal);
        Assert.Equal(script, new FolderPolicy([_box.At("show"), script], () => "", rules).Find(Entry("say.bat", _box.At("show"))).File);
    }

    [Fact]
    public void Find_PathOnAnotherMachine_IsNotEvenLookedAt()
    {
        _box.Program("show/warp");
        var rules = new ScriptsMustBeNamed { Remote = _box.At("share") };

        Assert.Contains("share", new FolderPolicy([_box.At("show")], () => "", rules).Find(Entry("warp", _box.At("share/x"))).Refusal!, StringComparison.Ordinal);
        Assert.False(new FolderPolicy([_box.At("show")], () => "", rules).MayBrowse(_box.At("share/x")));
        Assert.DoesNotContain(rules.Asked, path => path.StartsWith(_box.At("share"), StringComparison.Ordinal));
    }

    /// <summary>Unix with two rules of Windows: batch files, and places that are not asked without need.</summary>
    private sealed class ScriptsMustBeNamed : IPathRules
    {
        private readonly UnixPathRules _unix = new();

        public string Remote { get; init; } = "/nowhere";

        public List<string> Asked { get; } = [];

        public StringComparer Comparer => _unix.Comparer;

        public string NoProgram => _unix.NoProgram;

        public IReadOnlyList<string> Everything => _unix.Everything;

        public string? Read(string path, out string whole) => _unix.Read(path, out whole);

        public string? FindProblem(string application) => _unix.FindProblem(application);

        public IReadOnlyList<string> NamesOf(string application) => _unix.NamesOf(application);

        public string? Real(string path)
        {
            Asked.Add(path);
            return _unix.Real(path);
        }

        public bool IsRemote(string whole) => whole.StartsWith(Remote, StringComparison.Ordinal);

        public bool MustBeNamed(string file) => file.EndsWith(".bat", StringComparison.Ordinal);

        public bool IsProgram(string file) => _unix.IsProgram(file);
    }

    private FolderPolicy Policy(string folder) => new([_box.At(folder)], () => "");

    private static ExecuteEntry Entry(string application, string path = "") => new() { Id = new WireId(1), Application = application, Path = path };
}
