using Microsoft.EntityFrameworkCore;
using RemoteExec.Storage.Accounts;
using RemoteExec.Storage.Entities;

namespace RemoteExec.Storage;

/// <summary>The tables. Times are Unix milliseconds: every database orders them alike.</summary>
internal sealed class FleetDbContext(DbContextOptions<FleetDbContext> options) : DbContext(options)
{
    public DbSet<MachineEntity> Machines => Set<MachineEntity>();

    public DbSet<ProcessEntity> Processes => Set<ProcessEntity>();

    public DbSet<EventEntity> Events => Set<EventEntity>();

    public DbSet<OutputEntity> Output => Set<OutputEntity>();

    public DbSet<JoinTokenEntity> JoinTokens => Set<JoinTokenEntity>();

    public DbSet<ApiTokenEntity> ApiTokens => Set<ApiTokenEntity>();

    public DbSet<PasswordEntity> Passwords => Set<PasswordEntity>();

    public DbSet<AnswerEntity> Answers => Set<AnswerEntity>();

    public DbSet<SequenceEntity> Sequences => Set<SequenceEntity>();

    public DbSet<RunEntity> Runs => Set<RunEntity>();

    public DbSet<RunStepEntity> RunSteps => Set<RunStepEntity>();

    public DbSet<Account> Accounts => Set<Account>();

    public DbSet<AuditEntity> Audit => Set<AuditEntity>();

    public DbSet<DocumentEntity> Documents => Set<DocumentEntity>();

    public DbSet<NoticeEventEntity> NoticeEvents => Set<NoticeEventEntity>();

    public DbSet<NoticeEntity> Notices => Set<NoticeEntity>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<MachineEntity>().HasKey(row => row.Id);
        modelBuilder.Entity<MachineEntity>().HasIndex(row => row.Name);

        modelBuilder.Entity<ProcessEntity>().HasKey(row => row.Id);
        modelBuilder.Entity<ProcessEntity>().Property(row => row.Id).ValueGeneratedNever();
        modelBuilder.Entity<ProcessEntity>().HasIndex(row => new { row.MachineId, row.Ended });
        modelBuilder.Entity<ProcessEntity>().HasIndex(row => new { row.Ended, row.Id });

        modelBuilder.Entity<ProcessEntity>().HasIndex(row => new { row.RunId, row.MachineId }).HasFilter("\"RunId\" IS NOT NULL");

        modelBuilder.Entity<SequenceEntity>().HasKey(row => row.Key);
        modelBuilder.Entity<RunEntity>().HasKey(row => row.Id);
        modelBuilder.Entity<RunEntity>().Property(row => row.Id).ValueGeneratedNever();
        modelBuilder.Entity<RunEntity>().HasIndex(row => new { row.SequenceKey, row.Id });
        modelBuilder.Entity<RunEntity>().HasIndex(row => row.Ended);

        modelBuilder.Entity<RunStepEntity>().HasKey(row => new { row.RunId, row.Lane, row.Step });
        modelBuilder.Entity<RunStepEntity>().HasOne<RunEntity>().WithMany().HasForeignKey(row => row.RunId).OnDelete(DeleteBehavior.Cascade);

        modelBuilder.Entity<EventEntity>().HasKey(row => row.Id);
        modelBuilder.Entity<EventEntity>().Property(row => row.Id).ValueGeneratedOnAdd();
        modelBuilder.Entity<EventEntity>().HasIndex(row => row.At);

        modelBuilder.Entity<OutputEntity>().HasKey(row => row.Id);
        modelBuilder.Entity<OutputEntity>().Property(row => row.Id).ValueGeneratedOnAdd();
        modelBuilder.Entity<OutputEntity>().HasIndex(row => new { row.ProcessId, row.Id });

        modelBuilder.Entity<JoinTokenEntity>().HasKey(row => row.Id);
        modelBuilder.Entity<ApiTokenEntity>().HasKey(row => row.Id);
        modelBuilder.Entity<ApiTokenEntity>().HasIndex(row => row.Hash).IsUnique();
        modelBuilder.Entity<ApiTokenEntity>().HasIndex(row => row.AccountId);
        modelBuilder.Entity<PasswordEntity>().HasKey(row => row.Id);
        modelBuilder.Entity<AnswerEntity>().HasKey(row => new { row.TokenId, row.Key });

        AccountMapping.Configure(modelBuilder.Entity<Account>());
        modelBuilder.Entity<AuditEntity>().HasKey(row => row.Id);
        modelBuilder.Entity<AuditEntity>().Property(row => row.Id).ValueGeneratedOnAdd();
        modelBuilder.Entity<AuditEntity>().HasIndex(row => row.At);
        modelBuilder.Entity<DocumentEntity>().HasKey(row => row.Key);
        modelBuilder.Entity<NoticeEventEntity>().HasKey(row => row.Id);
        modelBuilder.Entity<NoticeEventEntity>().Property(row => row.Id).ValueGeneratedOnAdd();
        modelBuilder.Entity<NoticeEntity>().HasKey(row => row.Id);
        modelBuilder.Entity<NoticeEntity>().HasIndex(row => new { row.State, row.NextAt });
    }
}
