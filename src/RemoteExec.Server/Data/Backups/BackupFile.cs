using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;
using RemoteExec.Storage.Upkeep;

namespace RemoteExec.Server.Data.Backups;

/// <summary>What a server must not lose, as one file: a zip with the database, the identity and the operator's copies of the secrets. Only its owner may read it.</summary>
internal static class BackupFile
{
    private const string About = "backup.json";
    private const int Format = 1;

    /// <summary>The database as it is now, and what stands beside it.</summary>
    /// <exception cref="IOException">The file exists already, or cannot be written.</exception>
    internal static async Task WriteAsync(DataFolder folder, StorageUpkeep upkeep, string file, string version, DateTimeOffset now, CancellationToken cancellation)
    {
        var copy = Path.Combine(folder.Path, $"backup-{Guid.NewGuid():N}.db");
        try
        {
            await using var zipped = new FileStream(file, ForOwner(FileMode.CreateNew));

            // Made before it is filled, so that nobody else can read it at any moment.
            await using (new FileStream(copy, ForOwner(FileMode.CreateNew)))
            {
            }

            await upkeep.CopyAsync(copy, cancellation).ConfigureAwait(false);
            await using var zip = new ZipArchive(zipped, ZipArchiveMode.Create);
            await AddAsync(zip, About, JsonSerializer.SerializeToUtf8Bytes(new BackupAbout(Format, version, now), BackupJson.Default.BackupAbout), cancellation).ConfigureAwait(false);
            await zip.CreateEntryFromFileAsync(copy, Path.GetFileName(folder.Database), CompressionLevel.Fastest, cancellation).ConfigureAwait(false);
            foreach (var secret in Secrets(folder).Where(File.Exists))
            {
                await zip.CreateEntryFromFileAsync(secret, Path.GetFileName(secret), CompressionLevel.Fastest, cancellation).ConfigureAwait(false);
            }
        }
        finally
        {
            File.Delete(copy);
        }
    }

    /// <summary>Takes what a backup holds into a data folder that no server uses.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="file">The backup.</param>
    /// <param name="now">For the names of what is kept aside.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <returns>When the backup was made, and where what was there before is kept; null: nothing was.</returns>
    /// <exception cref="InvalidDataException">It is no backup, or a damaged one; nothing was changed.</exception>
    internal static async Task<(DateTimeOffset MadeAt, string? Aside)> RestoreAsync(DataFolder folder, string file, DateTimeOffset now, CancellationToken cancellation)
    {
        var fresh = Directory.CreateDirectory(Path.Combine(folder.Path, $"restore-{Guid.NewGuid():N}"));
        try
        {
            var about = await ExtractAsync(folder, file, fresh.FullName, cancellation).ConfigureAwait(false);
            var database = Path.Combine(fresh.FullName, Path.GetFileName(folder.Database));
            if (await DatabaseFile.FindDamageAsync(database, cancellation).ConfigureAwait(false) is { } damage)
            {
                throw new InvalidDataException($"the database in {file} is damaged: {damage}");
            }

            var aside = SetAside(folder, now);
            foreach (var restored in fresh.GetFiles())
            {
                restored.MoveTo(Path.Combine(folder.Path, restored.Name), overwrite: true);
            }

            return (about.MadeAt, aside);
        }
        finally
        {
            fresh.Delete(recursive: true);
        }
    }

    private static async Task<BackupAbout> ExtractAsync(DataFolder folder, string file, string into, CancellationToken cancellation)
    {
        await using var zip = await ZipFile.OpenReadAsync(file, cancellation).ConfigureAwait(false);
        var about = await ReadAboutAsync(zip, file, cancellation).ConfigureAwait(false);

        // Only what we know, wherever the archive says that it belongs.
        foreach (var name in Secrets(folder).Append(folder.Database).Select(path => Path.GetFileName(path)!))
        {
            if (zip.GetEntry(name) is not { } entry)
            {
                if (name == Path.GetFileName(folder.Database) || name == Path.GetFileName(folder.IdentityKey))
                {
                    throw new InvalidDataException($"{file} holds no {name}: it is not a whole backup");
                }

                continue;
            }

            await using var source = await entry.OpenAsync(cancellation).ConfigureAwait(false);
            await using var target = new FileStream(Path.Combine(into, name), ForOwner(FileMode.CreateNew));
            await source.CopyToAsync(target, cancellation).ConfigureAwait(false);
            target.Flush(flushToDisk: true);
        }

        return about;
    }

    private static async Task<BackupAbout> ReadAboutAsync(ZipArchive zip, string file, CancellationToken cancellation)
    {
        if (zip.GetEntry(About) is not { Length: < 4_096 } entry)
        {
            throw new InvalidDataException($"{file} is not a backup of a RemoteExec server");
        }

        try
        {
            await using var text = await entry.OpenAsync(cancellation).ConfigureAwait(false);
            var about = await JsonSerializer.DeserializeAsync(text, BackupJson.Default.BackupAbout, cancellation).ConfigureAwait(false);
            return about is { Format: Format } ? about : throw new InvalidDataException($"{file} was made by a newer version ({about?.Version}); restore it with that one");
        }
        catch (JsonException)
        {
            throw new InvalidDataException($"{file} is not a backup of a RemoteExec server");
        }
    }

    private static string? SetAside(DataFolder folder, DateTimeOffset now)
    {
        string[] there = [.. Secrets(folder).Append(folder.Database).Append(folder.Database + "-wal").Append(folder.Database + "-shm").Where(File.Exists)];
        if (there.Length == 0)
        {
            return null;
        }

        var aside = Path.Combine(folder.Path, $"before-restore-{now.UtcDateTime:yyyyMMdd-HHmmss}");
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(aside);
        }
        else
        {
            Directory.CreateDirectory(aside, SecretFile.OwnerFolder);
        }

        foreach (var file in there)
        {
            File.Move(file, Path.Combine(aside, Path.GetFileName(file)));
        }

        return aside;
    }

    private static async Task AddAsync(ZipArchive zip, string name, byte[] content, CancellationToken cancellation)
    {
        await using var entry = await zip.CreateEntry(name).OpenAsync(cancellation).ConfigureAwait(false);
        await entry.WriteAsync(content, cancellation).ConfigureAwait(false);
    }

    private static string[] Secrets(DataFolder folder) => [folder.IdentityKey, folder.AgentPassword, folder.AdminToken, folder.SettingsKey];

    private static FileStreamOptions ForOwner(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite | FileShare.Delete };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = SecretFile.OwnerFile;
        }

        return options;
    }
}

/// <summary>What a backup says about itself.</summary>
/// <param name="Format">1.</param>
/// <param name="Version">Of the server that made it.</param>
/// <param name="MadeAt">When.</param>
internal sealed record BackupAbout(int Format, string Version, DateTimeOffset MadeAt);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(BackupAbout))]
internal sealed partial class BackupJson : JsonSerializerContext;
