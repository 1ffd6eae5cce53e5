using RemoteExec.Server.Data;
using RemoteExec.Server.Hosting;
using RemoteExec.Storage;
using RemoteExec.Storage.Settings;

namespace RemoteExec.Server.Settings;

/// <summary>Reads a layered set of settings again, with what was set over HTTP in its place; null problems mean it may be used.</summary>
internal delegate (ServerSettings Settings, IReadOnlyList<string> Problems) SettingsSource(SettingsLayer? stored);

/// <summary>All layers together, and whoever has to know when they change.</summary>
internal sealed class EffectiveSettings(
    SettingsSource source, SettingsVault vault, LiveSettings live, AdmissionPolicy admission, StorageOptions storage, IStoredSettingsReader reader, ILogger<EffectiveSettings> log)
{
    private readonly Lock _lock = new();
    private StoredSettings _stored = StoredSettings.Nothing;

    /// <summary>What is set over HTTP now.</summary>
    internal StoredSettings Stored
    {
        get
        {
            lock (_lock)
            {
                return _stored;
            }
        }
    }

    /// <summary>Takes what an earlier server stored; before anybody is listened to.</summary>
    internal async Task LoadAsync(CancellationToken cancellation)
    {
        var stored = await reader.SettingsAsync(cancellation).ConfigureAwait(false);
        if (stored.Version == 0)
        {
            return;
        }

        var (settings, problems) = Preview(stored);
        if (problems.Count > 0)
        {
            HostingLog.StoredIgnored(log, string.Join(" ", problems));
        }

        foreach (var lost in stored.Secrets.Where(secret => vault.Open(secret.Key, secret.Value) is null))
        {
            HostingLog.SecretLost(log, lost.Key);
        }

        Adopt(stored, problems.Count == 0 ? settings : live.Current);
    }

    /// <summary>What would hold with this.</summary>
    internal (ServerSettings Settings, IReadOnlyList<string> Problems) Preview(StoredSettings stored)
    {
        var (settings, problems) = source(StoredLayer.Of(stored, vault));

        // A receiver that wants nothing is left alone wherever it was set.
        var webhooks = settings.Notices.Webhooks.Select(webhook => webhook with { Off = webhook.Off || stored.Off.Contains(webhook.Name, StringComparer.OrdinalIgnoreCase) });
        return (settings with { Notices = settings.Notices with { Webhooks = [.. webhooks] } }, problems);
    }

    /// <summary>From now on this holds.</summary>
    internal void Adopt(StoredSettings stored, ServerSettings settings)
    {
        lock (_lock)
        {
            _stored = stored;
            admission.Current = settings.Admission;
            storage.RetentionDays = settings.RetentionDays;
            storage.RetentionMegabytes = settings.RetentionMegabytes;
            storage.AuditDays = settings.AuditDays;
            live.Take(settings);
        }
    }

    /// <summary>Reads file, environment and options again; the problems, if there are any, and then nothing has changed.</summary>
    internal IReadOnlyList<string> Reload()
    {
        var stored = Stored;
        var (settings, problems) = Preview(stored);
        if (problems.Count == 0)
        {
            Adopt(stored, settings);
        }

        return problems;
    }
}
