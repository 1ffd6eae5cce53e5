using System.Text.Json;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Benchmarks.Messages;

/// <summary>Every message of the wire, of an everyday size.</summary>
internal static class SampleMessages
{
    private const long Now = 1_790_000_000_000_000;

    private static readonly string Key = Convert.ToBase64String(new byte[32]);
    private static readonly string Signature = Convert.ToBase64String(new byte[64]);
    private static readonly WireId Id = new(1_000_000_000);

    internal static IReadOnlyDictionary<string, WireMessage> All { get; } = new Dictionary<string, WireMessage>
    {
        ["publicKey"] = new PublicKeyMessage(Key, WireExtensions.All),
        ["identity"] = new IdentityMessage(Key, Signature),
        ["authenticate"] = new AuthenticateMessage { Key = Key, Signature = Signature },
        ["authVerification"] = new AuthVerificationMessage(true, ""),
        ["setup"] = Setup(),
        ["setupComplete"] = new SetupCompleteMessage("k7Qm2ZfVb3TtS9xW4yJ8aA", "projector-left"),
        ["execute"] = Execute(1),
        ["execute ×16"] = Execute(16),
        ["executed"] = new ExecutedMessage([new ExecutedEntry(Id, true)], 41),
        ["processStatus"] = new ProcessStatusMessage(
            [new ProcessStatusEntry { Id = Id, State = WireProcessState.Exited, ExitCode = 0, Attempt = 1, At = Now }], 42),
        ["output"] = new OutputMessage([new OutputPiece { Id = Id, Stream = WireStream.Stdout, Offset = 65_536, Text = new string('x', 1_000) + "\n" }]),
        ["snapshot"] = new SnapshotMessage(true, 1_000_000_000),
        ["ack"] = new AckMessage(42, [new OutputAck(Id, WireStream.Stdout, 66_537)]),
        ["kill"] = new KillMessage([new KillEntry(Id)], 5_000),
        ["ping"] = new PingMessage(Now),
        ["pong"] = new PongMessage(Now, Now + 150, Now + 170),
        ["browse"] = new BrowseMessage("/opt/show"),
        ["browsed"] = new BrowsedMessage("/opt/show", ["player", "warp", "calibrate"], ["media", "profiles"], false, ""),
        ["bye"] = new ByeMessage(ByeReasons.Shutdown, 200),
    };

    private static ExecuteMessage Execute(int entries) => new(
    [
        .. Enumerable.Range(0, entries).Select(_ => new ExecuteEntry
        {
            Id = Id,
            Name = "player",
            Application = "mpv",
            Path = "/usr/bin",
            Arguments = ["--fullscreen", "--screen=1", "/srv/show/evening.mkv"],
        }),
    ]);

    private static SetupMessage Setup() => new()
    {
        Name = "projector-left",
        Labels = new Dictionary<string, string> { ["wall"] = "east", ["room"] = "1" },
        Addresses = ["192.0.2.17", "2001:db8::17"],
        ExecutableTree = JsonSerializer.SerializeToElement(
            new[] { new FolderNode("/opt/show", [.. Enumerable.Range(0, 40).Select(i => $"program-{i}")], [new FolderNode("/opt/show/media", ["player"], [])]) },
            JsonSerializerOptions.Web),
        Facts = JsonSerializer.SerializeToElement(new { os = "Debian GNU/Linux 13", architecture = "x64", processors = 8, memory = 16_000_000_000L, agent = "0.1.0" }),
    };
}
