using System.Text.Json.Serialization;

namespace RemoteExec.Protocol.Messages.Json;

/// <summary>Both spellings of the legacy answer.</summary>
internal sealed record AuthVerificationJson
{
    public bool? Accepted { get; init; }

    public bool? Accapted { get; init; }

    // The generated reader sets every member, also one that did not come: then to null.
    [JsonConverter(typeof(TextConverter))]
    public string Message { get; init => field = value ?? ""; } = "";

    internal AuthVerificationMessage ToMessage() => new(Accepted ?? Accapted ?? false, Message);

    internal static AuthVerificationJson Of(AuthVerificationMessage message) =>
        new() { Accepted = message.Accepted, Accapted = message.Accepted, Message = message.Message };
}
