using System.Buffers;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using RemoteExec.Protocol.Framing;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Benchmarks.Messages;

/// <summary>Each message to JSON, against copying a <see cref="JsonDocument"/> of the same text into a <see cref="Utf8JsonWriter"/>.</summary>
public class WriteBenchmarks
{
    private readonly PacketWriter _writer = new();
    private readonly ArrayBufferWriter<byte> _buffer = new(65_536);
    private Utf8JsonWriter _bare = null!;
    private JsonDocument _document = null!;
    private WireMessage _message = null!;

    [ParamsSource(nameof(Names))]
    public string Message { get; set; } = "";

    public static IEnumerable<string> Names => SampleMessages.All.Keys;

    [GlobalSetup]
    public void Setup()
    {
        _message = SampleMessages.All[Message];
        _document = JsonDocument.Parse(_writer.Write(_message, FrameDialect.BE16).ToArray());
        _bare = new Utf8JsonWriter(_buffer);
    }

    [Benchmark(Baseline = true)]
    public void JsonDocumentWriteTo()
    {
        _buffer.ResetWrittenCount();
        _bare.Reset();
        _document.WriteTo(_bare);
        _bare.Flush();
    }

    [Benchmark]
    public int Write() => _writer.Write(_message, FrameDialect.BE16).Length;
}
