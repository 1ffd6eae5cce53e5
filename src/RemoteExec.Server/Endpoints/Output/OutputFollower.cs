using System.Globalization;
using System.Text.Json;
using RemoteExec.Api;
using RemoteExec.Api.Output;
using RemoteExec.Fleet.Processes;
using RemoteExec.Server.Endpoints.Http;
using RemoteExec.Server.Endpoints.Processes;
using RemoteExec.Storage.Reading;

namespace RemoteExec.Server.Endpoints.Output;

/// <summary>
/// Follows processes until all have ended and all of their output was sent. Output carries the id where a reader goes on;
/// states are sent whole, so a reader that comes back gets the present ones again and needs none of the earlier.
/// </summary>
internal sealed class OutputFollower(IFleetReader fleet, IReadOnlyCollection<long> processes, long afterPiece)
{
    private const int Batch = 64;
    private readonly Dictionary<long, string> _told = [];
    private long _piece = afterPiece;

    internal async Task<SseStep> StepAsync(SseWriter writer, CancellationToken cancellation)
    {
        // States first: when all have ended now, whatever they wrote is committed and read below.
        var rows = await fleet.ProcessesAsync(processes, cancellation).ConfigureAwait(false);
        var pieces = await fleet.OutputAsync(processes, _piece, Batch, cancellation).ConfigureAwait(false);
        foreach (var piece in pieces)
        {
            _piece = piece.Piece;
            writer.Event(
                OutputStreams.OutputEvent, _piece.ToString(CultureInfo.InvariantCulture),
                JsonSerializer.SerializeToUtf8Bytes(piece.ToItem(), ApiJson.Default.OutputItem));
        }

        if (pieces.Count == Batch)
        {
            return SseStep.More;
        }

        foreach (var row in rows)
        {
            var resource = row.Process.ToResource(row.Machine);
            var mark = $"{resource.State} {resource.Attempt} {resource.Ready} {resource.Message}";
            if (!_told.TryGetValue(resource.Id, out var told) || told != mark)
            {
                _told[resource.Id] = mark;
                writer.Event(OutputStreams.StateEvent, null, JsonSerializer.SerializeToUtf8Bytes(resource, ApiJson.Default.ProcessResource));
            }
        }

        if (!rows.All(row => row.Process.State.IsFinal()))
        {
            return SseStep.Wait;
        }

        writer.Event(OutputStreams.EndEvent, null, "{}"u8);
        return SseStep.End;
    }
}
