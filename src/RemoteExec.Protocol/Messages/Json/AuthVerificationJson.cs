using System.Text.Json.Serialization;

namespace RemoteExec.Protocol.Messages.Json;

/// <summary>Both spellings of the legacy answer.</summary>
internal sealed record AuthVerificationJson
{
    public bool? Accepted { get; init; }

    public bool? Accapted { get; init; }

    [JsonConverter(typeof(TextConverter))]
    public string Message { get; init; } = "";

    internal AuthVerificationMessage ToMessage() => new(Accepted ?? Accapted ?? false, Message);

    internal static AuthVerificationJson Of(AuthVerificationMessage message) =>
        new() { Accepted = message.Accepted, Accapted = message.Accepted, Message = message.Message };
}
