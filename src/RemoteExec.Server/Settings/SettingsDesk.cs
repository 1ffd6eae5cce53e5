using System.Text.Json.Nodes;
using RemoteExec.Api.Common;
using RemoteExec.Server.Accounts;
using RemoteExec.Server.Data;
using RemoteExec.Server.Endpoints.Http;
using RemoteExec.Server.Hosting;
using RemoteExec.Storage;
using RemoteExec.Storage.Reading;
using RemoteExec.Storage.Settings;

namespace RemoteExec.Server.Settings;

/// <summary>Why a change of settings was refused.</summary>
/// <param name="Errors">Fields that are wrong; null: it is something else.</param>
/// <param name="Code">For scripts.</param>
/// <param name="Sentence">For people.</param>
internal sealed record SettingsRefusal(FieldErrors? Errors, string Code, string Sentence);

/// <summary>The one place where settings change while the server runs: one change at a time, all of it or nothing.</summary>
internal sealed class SettingsDesk(
    EffectiveSettings effective, LiveSettings live, SettingsVault vault, AgentPort port, BoundEndpoints bound, IGroupCommit commits, TimeProvider time) : IWebhookSwitch, IDisposable
{
    private static readonly TimeSpan RecordPatience = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Carries out a patch.</summary>
    /// <param name="body">The patch.</param>
    /// <param name="expected">The version that is changed; null: whichever.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="cancellation">Cancels, until it is stored.</param>
    internal async Task<SettingsRefusal?> ChangeAsync(ReadOnlyMemory<byte> body, long? expected, Caller by, CancellationToken cancellation)
    {
        var errors = new FieldErrors();
        var patch = SettingsPatch.Read(body, errors);
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var before = effective.Stored;
            if (expected is { } version && version != before.Version)
            {
                return new SettingsRefusal(null, ProblemCodes.VersionConflict, $"The settings were changed meanwhile: they are at version {before.Version} now, not {version}. Read them again.");
            }

            if (FindFixed(patch) is { } fixedOne)
            {
                return fixedOne;
            }

            var after = SettingsChange.Make(before, patch, vault, errors);
            if (errors.Count > 0)
            {
                return Wrong(errors);
            }

            var (settings, problems) = effective.Preview(after);
            foreach (var (key, sentence) in NoticeSettingKeys.FindConflicts(settings.Notices))
            {
                errors.Add(key, sentence);
            }

            return errors.Count > 0 ? Wrong(errors)
                : problems.Count > 0 ? new SettingsRefusal(null, ProblemCodes.Conflict, $"The other settings have mistakes, so nothing can change: {string.Join(" ", problems)}")
                : await CarryOutAsync(after, settings, patch, by, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public async Task TurnOffAsync(string webhook)
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            var before = effective.Stored;
            var after = before with { Version = before.Version + 1, Off = [.. before.Off.Append(webhook).Distinct(StringComparer.OrdinalIgnoreCase)] };
            await commits.CommitAsync([new StorageChange.SaveSettings(after), Event("webhook.off", $"webhook {webhook} answered 410 and is told nothing any more", "the receiver", [])]).ConfigureAwait(false);
            var (settings, problems) = effective.Preview(after);
            effective.Adopt(after, problems.Count == 0 ? settings : live.Current);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    // The new port is open before anything is stored, and the old one until it is.
    private async Task<SettingsRefusal?> CarryOutAsync(StoredSettings after, ServerSettings settings, SettingsPatch patch, Caller by, CancellationToken cancellation)
    {
        AgentPort.NewPort? opened = null;
        if (!settings.Listen.Equals(live.Current.Listen) && !settings.Listen.Equals(bound.Agents))
        {
            (opened, var problem) = await port.OpenAsync(settings.Listen, cancellation).ConfigureAwait(false);
            if (opened is null)
            {
                return new SettingsRefusal(null, ProblemCodes.Conflict, $"The port for agents stays as it is, and nothing was changed: {problem}.");
            }
        }

        var names = patch.Changes.Keys.Order(StringComparer.Ordinal).ToList();
        try
        {
            var text = string.Join(", ", names);
            await commits.CommitAsync(
            [
                new StorageChange.SaveSettings(after),
                Event("settings.changed", text, by.Name, names),
                by.Audit(time.GetUtcNow(), "settings.change", "settings", text),
            ]).WaitAsync(RecordPatience, time, CancellationToken.None).ConfigureAwait(false);
        }
        catch when (opened is not null)
        {
            await AgentPort.AbandonAsync(opened).ConfigureAwait(false);
            throw;
        }

        if (opened is not null)
        {
            port.Use(opened);
        }

        effective.Adopt(after, settings);
        return null;
    }

    private SettingsRefusal? FindFixed(SettingsPatch patch)
    {
        foreach (var name in patch.Changes.Keys)
        {
            if (SettingKeys.All[name].NeedsRestart is { } why)
            {
                return new SettingsRefusal(null, ProblemCodes.Fixed, $"{name} cannot change while the server runs: {why}.");
            }

            if (live.Current.FixedBy(name) is { } place)
            {
                return new SettingsRefusal(null, ProblemCodes.Fixed, $"{name} is fixed by {place}; take it out there and start the server again.");
            }
        }

        return null;
    }

    private StorageChange.AddEvent Event(string kind, string text, string by, List<string> names) => new(new EventRow(
        0, time.GetUtcNow(), kind, null, null, null, new JsonObject { ["text"] = text, ["by"] = by, ["settings"] = new JsonArray([.. names.Select(name => (JsonNode)name)]) }.ToJsonString()));

    private static SettingsRefusal Wrong(FieldErrors errors) => new(errors, ProblemCodes.BadRequest, errors.Sentence());
}
