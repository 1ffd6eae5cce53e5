using RemoteExec.Protocol.Errors;
using RemoteExec.Protocol.Framing;
using RemoteExec.Protocol.Messages;
using RemoteExec.Protocol.Sessions;
using RemoteExec.Server.Grains;

namespace RemoteExec.Server.Gateway;

/// <summary>Here: what a client says.</summary>
internal sealed partial class AgentSession
{
    /// <summary>What a client may say once it is authenticated (docs/protocol.md §11). A key of an extension that was not agreed on counts as unknown.</summary>
    private async ValueTask HandleAsync(WireMessage message)
    {
        switch (message)
        {
            case ExecutedMessage or ProcessStatusMessage or SnapshotMessage or OutputMessage when _link is null:
                Refuse(new WireFault(WireErrorCode.InvalidData, "news of processes before setup"));
                break;
            case ExecutedMessage executed:
                await ReportAsync(Reports.Of(executed, Has(WireExtensions.Journal), Drop)).ConfigureAwait(false);
                break;
            case ProcessStatusMessage status:
                await ReportAsync(Reports.Of(status, Has(WireExtensions.Journal), Drop)).ConfigureAwait(false);
                break;
            case OutputMessage output when Has(WireExtensions.Output):
                await ReportAsync(Reports.Of(output)).ConfigureAwait(false);
                break;
            case SnapshotMessage snapshot when Has(WireExtensions.Journal):
                await ReportAsync(Reports.Of(snapshot)).ConfigureAwait(false);
                break;
            case SetupMessage setup when Has(WireExtensions.Setup) || channel.Dialect == FrameDialect.LE4:
                await AttachAsync(setup).ConfigureAwait(false);
                break;
            case CheckedMessage answer when Has(WireExtensions.Check):
                _checks.Answer(answer);
                break;
            case PingMessage ping when Has(WireExtensions.Ping) || Has(WireExtensions.Clock):
                // Received as early, and sent as late, as can be: the client reckons its offset from both.
                var heard = Clock.Microseconds(_heard);
                Heed(_sender.TryEnqueue(() => new PongMessage(ping.T0, heard, Clock.Microseconds(services.Time.GetUtcNow()))));
                break;
            case ByeMessage bye when channel.Extensions != WireExtensions.None:
                End($"it said goodbye ({PeerText.OneLine(bye.Reason)})");
                await _stop.CancelAsync().ConfigureAwait(false);
                break;
            case PublicKeyMessage or AuthenticateMessage or IdentityMessage or AuthVerificationMessage or ExecuteMessage or KillMessage or AckMessage
                or SetupCompleteMessage or BrowseMessage or CheckMessage:
                Refuse(new WireFault(WireErrorCode.InvalidData, "a message that a client may not send now"));
                break;
        }
    }

    private async Task AttachAsync(SetupMessage? setup)
    {
        if (++_introductions > MostIntroductions)
        {
            // Each one is stored: who goes on introducing itself would fill what waits for the database.
            Refuse(new WireFault(WireErrorCode.InvalidData, $"setup more than {MostIntroductions} times"));
            return;
        }

        var first = _link is null;
        _link ??= await MachineLink.ChooseAsync(this, client, address, services).ConfigureAwait(false);
        var refusal = await _link.AttachAsync(setup, channel, Drop).ConfigureAwait(false);
        if (refusal is not null)
        {
            Close(ByeReasons.Revoked, null);
            await _stop.CancelAsync().ConfigureAwait(false);
            return;
        }

        if (setup is not null && Has(WireExtensions.Setup))
        {
            Send(new SetupCompleteMessage(_link.MachineId, _link.Name));
        }

        if (first)
        {
            GatewayLog.Connected(
                services.Log, Who, address.ToString(), channel.Dialect.ToString(), channel.Extensions == WireExtensions.None ? "plain" : string.Join(' ', channel.Extensions.ToNames()));
        }
    }

    private async ValueTask ReportAsync(AgentReport report)
    {
        if (_reports.Writer.TryWrite(report))
        {
            return;
        }

        _paused = true;
        try
        {
            await _reports.Writer.WriteAsync(report, _stop.Token).ConfigureAwait(false);
        }
        finally
        {
            _heardAt = services.Time.Moment();
            _paused = false;
        }
    }
}
