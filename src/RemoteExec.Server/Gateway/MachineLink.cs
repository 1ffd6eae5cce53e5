using System.Net;
using System.Text.Json;
using RemoteExec.Fleet.Machines;
using RemoteExec.Protocol.Messages;
using RemoteExec.Protocol.Sessions;
using RemoteExec.Server.Grains;

namespace RemoteExec.Server.Gateway;

/// <summary>The tie between a session and the grain of the machine that it speaks for.</summary>
internal sealed class MachineLink
{
    // What the system's names of hosts may have at most (RFC 1035 §2.3.4).
    private const int MostHostLength = 255;

    private readonly AgentSession _session;
    private readonly ClientCredentials _client;
    private readonly IPAddress _address;
    private readonly SessionServices _services;
    private readonly int _slot;
    private SessionRoute? _route;
    private IAgentRoute? _reference;

    private MachineLink(AgentSession session, ClientCredentials client, IPAddress address, SessionServices services, int slot)
    {
        _session = session;
        _client = client;
        _address = address;
        _services = services;
        _slot = slot;
        Name = slot > 0 ? PlainSlots.NameOf(address.ToString(), slot) : "";
        MachineId = slot > 0 ? MachineIds.OfSlot(Name) : MachineIds.OfAgent(client.AgentKey);
    }

    internal string MachineId { get; }

    internal string Name { get; private set; }

    internal IMachineGrain Grain => _services.Machine(MachineId);

    /// <summary>By its key; without one by its address, and the lowest slot of that which is free.</summary>
    internal static async Task<MachineLink> ChooseAsync(AgentSession session, ClientCredentials client, IPAddress address, SessionServices services)
    {
        var slot = client.AgentKey is null ? await services.Fleet.ClaimSlotAsync(address.ToString(), session.Id).ConfigureAwait(false) : 0;
        return new MachineLink(session, client, address, services, slot);
    }

    /// <returns>Null, or why the machine is refused.</returns>
    internal async Task<string?> AttachAsync(SetupMessage? setup, PacketChannel channel, Action<string> drop)
    {
        _route ??= new SessionRoute(_session, channel.Dialect, channel.Extensions, answers => Grain.AnswerAsync(_session.Id, answers));
        _reference ??= _services.Grains.CreateObjectReference<IAgentRoute>(_route);
        var slotName = _slot > 0 ? PlainSlots.NameOf(_address.ToString(), _slot) : MachineId;
        var seen = Describe(setup, channel, drop);
        var hello = new AgentHello(
            _session.Id,
            seen,
            string.IsNullOrWhiteSpace(setup?.Name) ? slotName : setup.Name,
            channel.Extensions.HasFlag(WireExtensions.Journal),
            channel.Extensions.HasFlag(WireExtensions.Kill) || channel.Dialect == Protocol.Framing.FrameDialect.LE4,
            _client.AgentKey is null || setup is null ? null : Side(setup, seen));
        var outcome = await Grain.AttachAsync(hello, _reference).ConfigureAwait(false);
        Name = outcome.Name;
        return outcome.Refusal;
    }

    internal async Task DetachAsync(string reason)
    {
        // The place first: whoever sees that the machine is away and connects again must find it free.
        if (_slot > 0)
        {
            await TellAsync(() => _services.Fleet.ReleaseSlotAsync(_address.ToString(), _slot, _session.Id)).ConfigureAwait(false);
        }

        await TellAsync(() => Grain.DetachAsync(_session.Id, reason)).ConfigureAwait(false);
        if (_reference is not null)
        {
            _services.Grains.DeleteObjectReference<IAgentRoute>(_reference);
        }
    }

    private async Task TellAsync(Func<Task> tell)
    {
        try
        {
            await tell().ConfigureAwait(false);
        }
        catch (Exception e) when (e is OrleansException or TimeoutException or InvalidOperationException or ObjectDisposedException)
        {
            // The silo is stopping too; a machine without a session is away after the next start anyhow.
            GatewayLog.Dropped(_services.Log, Name, _address.ToString(), "its end could not be told to its grain");
        }
    }

    private Machine Describe(SetupMessage? setup, PacketChannel channel, Action<string> drop) => new(MachineId, "")
    {
        AgentKey = _client.AgentKey,
        Enrolled = _client.AgentKey is not null,
        Addresses = [_address.ToString(), .. (setup?.Addresses ?? []).Take(16).Select(PeerText.OneLine).Where(a => a.Length is > 0 and < 64 && a != _address.ToString())],
        Networks = NetworkRules.Read((setup?.Networks ?? []).Select(network => new MachineNetwork(network.Mac, network.Addresses)), drop),
        Labels = (setup?.Labels ?? new Dictionary<string, string>()).Take(64)
            .GroupBy(label => PeerText.OneLine(label.Key)).ToDictionary(group => group.Key, group => PeerText.OneLine(group.First().Value)),
        Agent = Text(setup?.Facts ?? default, "agent"),
        FactsJson = Json(setup?.Facts ?? default, MessageLimits.MaxFactsBytes, "its facts", drop),
        FoldersJson = Json(setup?.ExecutableTree ?? default, MessageLimits.MaxTreeBytes, "its folder tree", drop),
        Dialect = channel.Dialect.ToString(),
        Extensions = channel.Extensions.ToNames(),
    };

    private static MachineSide Side(SetupMessage setup, Machine seen) => new(
        setup.Instance is { Length: > 0 and <= MessageLimits.MaxIdLength } instance ? PeerText.OneLine(instance) : null,
        string.Concat(Text(setup.Facts, "host").Take(MostHostLength)),
        [.. seen.Networks.Select(network => network.Mac)],
        seen.Addresses);

    private static string Text(JsonElement facts, string name) =>
        facts.ValueKind == JsonValueKind.Object && facts.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? PeerText.OneLine(value.GetString()!)
            : "";

    private static string? Json(JsonElement element, int limit, string what, Action<string> drop)
    {
        if (element.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            return null;
        }

        var json = element.GetRawText();
        if (System.Text.Encoding.UTF8.GetByteCount(json) <= limit)
        {
            return json;
        }

        drop($"{what} have more than {limit} bytes and were dropped");
        return null;
    }
}
