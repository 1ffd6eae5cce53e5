using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace RemoteExec.Storage;

/// <summary>For <c>dotnet ef migrations add</c>: the model needs no real database.</summary>
internal sealed class DesignTimeFactory : IDesignTimeDbContextFactory<FleetDbContext>
{
    public FleetDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<FleetDbContext>().UseSqlite("Data Source=design-time.db").Options);
}
