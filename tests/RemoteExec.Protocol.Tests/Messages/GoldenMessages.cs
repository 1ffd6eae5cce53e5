using System.Text.Json;
using RemoteExec.Protocol.Framing;
using RemoteExec.Protocol.Messages;
using RemoteExec.Protocol.Messages.Policies;

namespace RemoteExec.Protocol.Tests.Messages;

/// <summary>Every message with its text, octet for octet: what a peer that was written from the specification expects to see.</summary>
internal static class GoldenMessages
{
    private const string Key = "hSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTmo=";

    internal static readonly (string Name, WireMessage Message, string Json)[] Canonical =
    [
        ("publicKey", new PublicKeyMessage(Key, WireExtensions.None), $$$$"""{"data":{"publicKey":"{{{{Key}}}}"}}"""),
        ("publicKey with extensions", new PublicKeyMessage(Key, WireExtensions.All),
            $$$"""{"data":{"publicKey":"{{{Key}}}","extensions":["identity","setup","journal","kill","ping","output","clock","supervise","check","wake"]}}"""),
        ("identity", new IdentityMessage(Key, "c2ln"), $$$$"""{"data":{"identity":{"key":"{{{{Key}}}}","signature":"c2ln"}}}"""),
        ("authenticate", new AuthenticateMessage { Password = "topsecret" }, """{"data":{"authenticate":{"password":"topsecret"}}}"""),
        ("authenticate, bare", new AuthenticateMessage { Password = "topsecret", Bare = true }, """{"data":{"authenticate":"topsecret"}}"""),
        ("authenticate with identity", new AuthenticateMessage { Key = Key, Signature = "c2ln", Password = "p", Token = new TokenProof("aWQ", "bWFj") },
            $$$$$"""{"data":{"authenticate":{"key":"{{{{{Key}}}}}","signature":"c2ln","password":"p","token":{"id":"aWQ","mac":"bWFj"}}}}"""),
        ("authVerification", new AuthVerificationMessage(true, ""), """{"data":{"authVerification":{"accepted":true,"accapted":true,"message":""}}}"""),
        ("execute", Execute, """{"data":{"execute":[{"id":10,"name":"player","delay":1000,"application":"mpv","path":"/usr/bin/","arguments":["--fs","show.mkv"]}]}}"""),
        ("execute, none", new ExecuteMessage([]), """{"data":{"execute":[]}}"""),
        ("execute, supervised", Supervised,
            """{"data":{"execute":[{"id":"a.b:c_d-1","name":"","delay":0,"application":"x","path":"","arguments":[],"environment":{"A":"1"},"workingDirectory":"/tmp","timeout":2500}]}}"""),
        ("execute, at an instant", new ExecuteMessage([new ExecuteEntry { Id = new WireId(1), Application = "x", AtMicroseconds = 1790000000000000 }]),
            """{"data":{"execute":[{"id":1,"name":"","delay":0,"application":"x","path":"","arguments":[],"at":1790000000000000}]}}"""),
        ("execute, with policies", WithPolicies,
            """{"data":{"execute":[{"id":1,"name":"","delay":0,"application":"x","path":"","arguments":[],"restart":{"on":"unexpected","attempts":5,"within":60000,"backoff":0},"expected":[0,3],"ready":{"port":9000,"timeout":30000},"stop":{"grace":2000},"user":"show","limits":{"memory":536870912,"cpu":0.5,"processes":100}}]}}"""),
        ("executed", new ExecutedMessage([new ExecutedEntry(new WireId(10), true)]), """{"data":{"executed":[{"id":10,"started":true,"message":""}]}}"""),
        ("executed, without an id", new ExecutedMessage([new ExecutedEntry(null, false, "no id")], 17),
            """{"data":{"executed":[{"id":null,"started":false,"message":"no id"}],"seq":17}}"""),
        ("processStatus", new ProcessStatusMessage([Exited]),
            """{"data":{"processStatus":[{"id":10,"state":"EXITED","message":"exit code 3","exitCode":3,"attempt":1,"at":1790000000000000}]}}"""),
        ("processStatus with seq", new ProcessStatusMessage([new ProcessStatusEntry { Id = new WireId(7), State = WireProcessState.Closed, Signal = 15 }], 0),
            """{"data":{"processStatus":[{"id":7,"state":"CLOSED","message":"","signal":15}],"seq":0}}"""),
        ("processStatus, ready", new ProcessStatusMessage([new ProcessStatusEntry { Id = new WireId(10), State = WireProcessState.Running, Attempt = 2, Ready = true }]),
            """{"data":{"processStatus":[{"id":10,"state":"RUNNING","message":"","attempt":2,"ready":true}]}}"""),
        ("setup", new SetupMessage { Id = "m-a", Name = "left", Labels = new Dictionary<string, string> { ["wall"] = "east" }, Addresses = ["192.0.2.7"] },
            """{"data":{"setup":{"id":"m-a","name":"left","labels":{"wall":"east"},"addresses":["192.0.2.7"]}}}"""),
        ("setup with networks", new SetupMessage { Name = "left", Instance = "c0ffee", Networks = [new SetupNetwork("02:00:5e:10:00:07", ["192.0.2.7/24"])] },
            """{"data":{"setup":{"name":"left","instance":"c0ffee","networks":[{"mac":"02:00:5e:10:00:07","addresses":["192.0.2.7/24"]}]}}}"""),
        ("setup with tree and facts", new SetupMessage { Name = "left", ExecutableTree = Json("""[{"path":"/opt","files":["a"],"folders":[]}]"""), Facts = Json("""{"os":"x"}""") },
            """{"data":{"setup":{"name":"left","executableTree":[{"path":"/opt","files":["a"],"folders":[]}],"facts":{"os":"x"}}}}"""),
        ("setupComplete", new SetupCompleteMessage("m-a", "left-2"), """{"data":{"setupComplete":{"id":"m-a","name":"left-2"}}}"""),
        ("browse", new BrowseMessage("/opt/show/bin"), """{"data":{"browse":{"path":"/opt/show/bin"}}}"""),
        ("browsed", new BrowsedMessage("/opt", ["mpv"], ["lib"], false, ""),
            """{"data":{"browsed":{"path":"/opt","files":["mpv"],"folders":["lib"],"truncated":false,"message":""}}}"""),
        ("snapshot", new SnapshotMessage(true, 23), """{"data":{"snapshot":{"complete":true,"highestId":23}}}"""),
        ("ack", new AckMessage(17), """{"data":{"ack":{"seq":17}}}"""),
        ("ack of output", new AckMessage(null, [new OutputAck(new WireId(10), WireStream.Stdout, 4104)]),
            """{"data":{"ack":{"output":[{"id":10,"stream":"stdout","offset":4104}]}}}"""),
        ("kill", new KillMessage([new KillEntry(new WireId(10))], 5000), """{"data":{"kill":{"processes":[{"id":10}],"grace":5000}}}"""),
        ("kill without grace", new KillMessage([new KillEntry(new WireId(10))]), """{"data":{"kill":{"processes":[{"id":10}]}}}"""),
        ("check", new CheckMessage(3, Execute.Entries),
            """{"data":{"check":{"question":3,"execute":[{"id":10,"name":"player","delay":1000,"application":"mpv","path":"/usr/bin/","arguments":["--fs","show.mkv"]}]}}}"""),
        ("checked", new CheckedMessage(3, [new ExecutedEntry(new WireId(10), false, "no")]),
            """{"data":{"checked":{"question":3,"executed":[{"id":10,"started":false,"message":"no"}]}}}"""),
        ("wake", new WakeMessage(["02:00:5e:10:00:01", "02:00:5E:10:00:02"]), """{"data":{"wake":{"macs":["02:00:5e:10:00:01","02:00:5E:10:00:02"]}}}"""),
        ("ping", new PingMessage(1790000000000000), """{"data":{"ping":{"t0":1790000000000000}}}"""),
        ("pong", new PongMessage(1, 2, 3), """{"data":{"pong":{"t0":1,"t1":2,"t2":3}}}"""),
        ("bye", new ByeMessage(ByeReasons.Shutdown, 500), """{"data":{"bye":{"reason":"shutdown","reconnectAfter":500}}}"""),
        ("bye without a wish", new ByeMessage(ByeReasons.Stopping), """{"data":{"bye":{"reason":"stopping"}}}"""),
        ("output", new OutputMessage([Text, Bytes]),
            """{"data":{"output":[{"id":10,"stream":"stdout","offset":4096,"text":"frame 1\n"},{"id":10,"stream":"stderr","offset":0,"bytes":"/w=="}]}}"""),
    ];

    /// <summary>What LE4 peers are sent otherwise (docs/protocol.md §10).</summary>
    internal static readonly (string Name, WireMessage Message, string Json)[] Legacy =
    [
        ("execute", Execute, """{"data":{"execute":{"executables":[{"id":10,"name":"player","delay":1000,"application":"mpv","path":"/usr/bin/","arguments":"--fs show.mkv"}]}}}"""),
        ("CLOSED", Status(WireProcessState.Closed), """{"data":{"processStatus":[{"id":10,"state":"STOPPED","message":""}]}}"""),
        ("EXITED", Status(WireProcessState.Exited), """{"data":{"processStatus":[{"id":10,"state":"TERMINATED","message":""}]}}"""),
        ("RUNNING", Status(WireProcessState.Running), """{"data":{"processStatus":[{"id":10,"state":"RUNNING","message":""}]}}"""),
        ("our members stay away", new ProcessStatusMessage([Exited]), """{"data":{"processStatus":[{"id":10,"state":"TERMINATED","message":"exit code 3"}]}}"""),
    ];

    internal static (WireMessage Message, string Json) Find(FrameDialect dialect, string name)
    {
        var (_, message, json) = (dialect == FrameDialect.LE4 ? Legacy : Canonical).Single(golden => golden.Name == name);
        return (message, json);
    }

    private static ExecuteMessage Execute => new(
    [
        new ExecuteEntry { Id = new WireId(10), Name = "player", DelayMilliseconds = 1000, Application = "mpv", Path = "/usr/bin/", Arguments = ["--fs", "show.mkv"] },
    ]);

    private static ExecuteMessage Supervised => new(
    [
        new ExecuteEntry
        {
            Id = WireId.TryCreate("a.b:c_d-1", out var id) ? id : null,
            Application = "x",
            Environment = new Dictionary<string, string> { ["A"] = "1" },
            WorkingDirectory = "/tmp",
            TimeoutMilliseconds = 2500,
        },
    ]);

    private static ExecuteMessage WithPolicies => new(
    [
        new ExecuteEntry
        {
            Id = new WireId(1),
            Application = "x",
            Policies = new SupervisionPolicies
            {
                Restart = new RestartPolicy(RestartOn.Unexpected, Attempts: 5, BackoffMilliseconds: 0),
                Expected = [0, 3],
                Ready = new ReadyPolicy { Port = 9000 },
                Stop = new StopPolicy(2000),
                User = "show",
                Limits = new ResourceLimits { MemoryBytes = 512 << 20, CpuCores = 0.5, Processes = 100 },
            },
        },
    ]);

    private static ProcessStatusEntry Exited =>
        new() { Id = new WireId(10), State = WireProcessState.Exited, Message = "exit code 3", ExitCode = 3, Attempt = 1, At = 1790000000000000 };

    private static OutputPiece Text => new() { Id = new WireId(10), Stream = WireStream.Stdout, Offset = 4096, Text = "frame 1\n" };

    private static OutputPiece Bytes => new() { Id = new WireId(10), Stream = WireStream.Stderr, Bytes = [0xFF] };

    private static ProcessStatusMessage Status(WireProcessState state) => new([new ProcessStatusEntry { Id = new WireId(10), State = state }]);

    private static JsonElement Json(string json) => JsonDocument.Parse(json).RootElement;
}
