using System.Text.Json;

namespace RemoteExec.Protocol.Messages;

/// <summary>The messages of one <c>data</c> while it is read, with the members that stand beside them.</summary>
internal struct DataCollector
{
    private WireMessage? _first;
    private List<WireMessage>? _all;

    /// <summary><c>seq</c>, wherever it stood.</summary>
    internal long? Sequence { get; set; }

    /// <summary><c>extensions</c>, wherever it stood.</summary>
    internal WireExtensions Extensions { get; set; }

    /// <exception cref="JsonException">The message breaks one of <see cref="MessageRules"/>.</exception>
    internal void Add(WireMessage message)
    {
        if (!MessageRules.Allow(message))
        {
            throw new JsonException();
        }

        if (_first is null)
        {
            _first = message;
        }
        else
        {
            _all ??= [_first];
            _all.Add(message);
        }
    }

    internal readonly IReadOnlyList<WireMessage> Finish()
    {
        if (_all is not null)
        {
            var data = this;
            return [.. _all.Select(data.Complete)];
        }

        return _first is null ? [] : [Complete(_first)];
    }

    private readonly WireMessage Complete(WireMessage message) => message switch
    {
        ExecutedMessage executed when Sequence is not null => executed with { Sequence = Sequence },
        ProcessStatusMessage status when Sequence is not null => status with { Sequence = Sequence },
        PublicKeyMessage key when Extensions != WireExtensions.None => key with { Extensions = Extensions },
        _ => message,
    };
}
