using Microsoft.EntityFrameworkCore;
using RemoteExec.Fleet.Processes;

namespace RemoteExec.Storage.Tests.Upkeep;

/// <summary>Databases as older versions left them.</summary>
public class SavedDatabaseTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Whoever adds a migration saves what the version before it wrote.</summary>
    [Fact]
    public async Task TheFirstVersions_IsTakenOver_WithAllThatIsInIt()
    {
        await using var storage = await TestStorage.CreateAsync(saved: Saved("initial"));

        await using var database = storage.Database();
        Assert.Empty(await database.Database.GetPendingMigrationsAsync(Cancel));
        var machine = Assert.Single(await storage.Reader.MachinesAsync(null, 10, Cancel));
        Assert.Equal(("projector-left", "east", 3), (machine.Name, machine.Labels["wall"], machine.NextWireId));
        Assert.Equal(32, machine.AgentKey!.Length);
        Assert.Empty(machine.Networks);
        var process = Assert.Single(await storage.Reader.EndedLatelyAsync(machine.Id, 10, Cancel));
        Assert.Equal((1, ProcessState.Exited, 0, "admin"), (process.Id, process.State, process.ExitCode, process.RequestedBy));
        Assert.Null(process.Origin);
        Assert.Equal("machine.added", Assert.Single(await storage.Reader.EventsAsync(0, 10, Cancel)).Kind);

        // It goes on from there.
        await storage.Commits.CommitAsync([TestStorage.Event("more"), new StorageChange.SaveMachine(machine with { Name = "left" })]);
        Assert.Equal("left", (await storage.Reader.MachineAsync(machine.Id, Cancel))!.Name);
    }

    private static string Saved(string name)
    {
        using var reader = new StreamReader(typeof(SavedDatabaseTests).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
