using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RemoteExec.Storage.Accounts;

/// <summary>Which of Identity's columns are kept: there is no mail, no telephone and no second factor here.</summary>
internal static class AccountMapping
{
    internal static void Configure(EntityTypeBuilder<Account> account)
    {
        account.HasKey(row => row.Id);
        account.HasIndex(row => row.NormalizedUserName).IsUnique();
        account.Property(row => row.ConcurrencyStamp).IsConcurrencyToken();
        account.Property(row => row.CreatedAt).HasConversion(at => at.ToUnixTimeMilliseconds(), at => DateTimeOffset.FromUnixTimeMilliseconds(at));
        Milliseconds(account, row => row.LastSignedInAt);
        Milliseconds(account, row => row.LockoutEnd);
        account.Ignore(row => row.Email).Ignore(row => row.NormalizedEmail).Ignore(row => row.EmailConfirmed)
            .Ignore(row => row.PhoneNumber).Ignore(row => row.PhoneNumberConfirmed).Ignore(row => row.TwoFactorEnabled);
    }

    private static void Milliseconds(EntityTypeBuilder<Account> account, Expression<Func<Account, DateTimeOffset?>> property) =>
        account.Property(property).HasConversion(
            at => at == null ? (long?)null : at.Value.ToUnixTimeMilliseconds(),
            at => at == null ? null : DateTimeOffset.FromUnixTimeMilliseconds(at.Value));
}
