using Microsoft.EntityFrameworkCore;
using RemoteExec.Storage.Entities;

namespace RemoteExec.Storage;

/// <summary>The tables. Times are Unix milliseconds: every database orders them alike.</summary>
internal sealed class FleetDbContext(DbContextOptions<FleetDbContext> options) : DbContext(options)
{
    public DbSet<MachineRow> Machines => Set<MachineRow>();

    public DbSet<ProcessRow> Processes => Set<ProcessRow>();

    public DbSet<EventRow> Events => Set<EventRow>();

    public DbSet<OutputRow> Output => Set<OutputRow>();

    public DbSet<JoinTokenRow> JoinTokens => Set<JoinTokenRow>();

    public DbSet<ApiTokenRow> ApiTokens => Set<ApiTokenRow>();

    public DbSet<PasswordRow> Passwords => Set<PasswordRow>();

    public DbSet<IdempotencyRow> Idempotency => Set<IdempotencyRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<MachineRow>().HasKey(row => row.Id);
        modelBuilder.Entity<MachineRow>().HasIndex(row => row.Name);

        modelBuilder.Entity<ProcessRow>().HasKey(row => row.Id);
        modelBuilder.Entity<ProcessRow>().Property(row => row.Id).ValueGeneratedNever();
        modelBuilder.Entity<ProcessRow>().HasIndex(row => new { row.MachineId, row.Ended });
        modelBuilder.Entity<ProcessRow>().HasIndex(row => new { row.Ended, row.Id });

        modelBuilder.Entity<EventRow>().HasKey(row => row.Id);
        modelBuilder.Entity<EventRow>().Property(row => row.Id).ValueGeneratedOnAdd();
        modelBuilder.Entity<EventRow>().HasIndex(row => row.At);

        modelBuilder.Entity<OutputRow>().HasKey(row => row.Id);
        modelBuilder.Entity<OutputRow>().Property(row => row.Id).ValueGeneratedOnAdd();
        modelBuilder.Entity<OutputRow>().HasIndex(row => new { row.ProcessId, row.Id });

        modelBuilder.Entity<JoinTokenRow>().HasKey(row => row.Id);
        modelBuilder.Entity<ApiTokenRow>().HasKey(row => row.Id);
        modelBuilder.Entity<ApiTokenRow>().HasIndex(row => row.Hash).IsUnique();
        modelBuilder.Entity<PasswordRow>().HasKey(row => row.Id);
        modelBuilder.Entity<IdempotencyRow>().HasKey(row => row.Key);
    }
}
