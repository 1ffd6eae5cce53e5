using System.Text.Json;
using System.Text.Json.Serialization;

namespace RemoteExec.Protocol.Messages.Json;

/// <summary>64-bit integers by value.</summary>
internal sealed class WholeInt64Converter : JsonConverter<long>
{
    public override long Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        WholeNumber.TryRead(ref reader, out var value) ? value : throw new JsonException("A whole number is expected.");

    public override void Write(Utf8JsonWriter writer, long value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}

/// <summary>32-bit integers by value.</summary>
internal sealed class WholeInt32Converter : JsonConverter<int>
{
    public override int Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        WholeNumber.TryRead(ref reader, out var value) && value is >= int.MinValue and <= int.MaxValue
            ? (int)value
            : throw new JsonException("A whole number of 32 bits is expected.");

    public override void Write(Utf8JsonWriter writer, int value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}
