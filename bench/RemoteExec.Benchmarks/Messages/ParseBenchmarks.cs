using System.Text.Json;
using BenchmarkDotNet.Attributes;
using RemoteExec.Protocol.Framing;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Benchmarks.Messages;

/// <summary>JSON to each message, against a bare <see cref="JsonDocument"/> of the same text, which checks no duplicate keys and makes no message.</summary>
public class ParseBenchmarks
{
    private byte[] _json = [];

    [ParamsSource(nameof(Names))]
    public string Message { get; set; } = "";

    public static IEnumerable<string> Names => SampleMessages.All.Keys;

    [GlobalSetup]
    public void Setup()
    {
        using var writer = new PacketWriter();
        _json = writer.Write(SampleMessages.All[Message], FrameDialect.BE16).ToArray();
    }

    [Benchmark(Baseline = true)]
    public void JsonDocumentParse() => JsonDocument.Parse(_json).Dispose();

    [Benchmark]
    public Packet Parse() => PacketReader.TryRead(_json, out var packet, out var problem) ? packet : throw new InvalidOperationException(problem);
}
