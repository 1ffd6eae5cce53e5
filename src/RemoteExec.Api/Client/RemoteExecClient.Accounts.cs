using RemoteExec.Api.Accounts;
using RemoteExec.Api.Auditing;
using RemoteExec.Api.Common;
using RemoteExec.Api.Tokens;

namespace RemoteExec.Api.Client;

/// <summary>Here: people, and what they did.</summary>
public sealed partial class RemoteExecClient
{
    /// <summary>A name and a password for an API token of that account; needs no token.</summary>
    public Task<ApiTokenResource> SignInAsync(SignInRequest request, CancellationToken cancellation = default) =>
        _calls.SendAsync(HttpMethod.Post, ApiRoutes.SignIn, request, ApiJson.Default.SignInRequest, ApiJson.Default.ApiTokenResource, null, cancellation);

    /// <summary>Who this client's token speaks for.</summary>
    public Task<MeResource> MeAsync(CancellationToken cancellation = default) => _calls.GetAsync(ApiRoutes.Me, ApiJson.Default.MeResource, cancellation);

    /// <summary>Every account, by name.</summary>
    public Task<IReadOnlyList<AccountResource>> AccountsAsync(CancellationToken cancellation = default) =>
        AllAsync(ApiRoutes.Accounts, ApiJson.Default.ListOfAccountResource, cancellation);

    /// <summary>One account.</summary>
    public Task<AccountResource> AccountAsync(string name, CancellationToken cancellation = default) =>
        _calls.GetAsync(ApiRoutes.Account(name), ApiJson.Default.AccountResource, cancellation);

    /// <summary>Makes an account.</summary>
    public Task<AccountResource> CreateAccountAsync(AccountRequest request, CancellationToken cancellation = default) =>
        _calls.SendAsync(HttpMethod.Post, ApiRoutes.Accounts, request, ApiJson.Default.AccountRequest, ApiJson.Default.AccountResource, null, cancellation);

    /// <summary>Renames an account, gives it another role, disables or enables it.</summary>
    public Task<AccountResource> ChangeAccountAsync(string name, AccountChange change, CancellationToken cancellation = default) =>
        _calls.SendAsync(HttpMethod.Patch, ApiRoutes.Account(name), change, ApiJson.Default.AccountChange, ApiJson.Default.AccountResource, null, cancellation);

    /// <summary>Gives an account another password.</summary>
    public Task SetPasswordAsync(string name, PasswordRequest request, CancellationToken cancellation = default) =>
        _calls.SendAsync(HttpMethod.Post, ApiRoutes.Account(name) + "/password", request, ApiJson.Default.PasswordRequest, cancellation);

    /// <summary>Takes passwords of an account again, before the lock has ended.</summary>
    public Task UnlockAccountAsync(string name, CancellationToken cancellation = default) =>
        _calls.SendAsync(HttpMethod.Post, ApiRoutes.Account(name) + "/unlock", cancellation);

    /// <summary>Forgets an account, and revokes its tokens.</summary>
    public Task DeleteAccountAsync(string name, CancellationToken cancellation = default) => _calls.DeleteAsync(ApiRoutes.Account(name), cancellation);

    /// <summary>Who did what, newest first, a page at a time.</summary>
    /// <param name="query">Without a question mark, such as <c>who=anna</c>; empty: all.</param>
    /// <param name="cancellation">Cancels.</param>
    public IAsyncEnumerable<AuditResource> AuditAsync(string query = "", CancellationToken cancellation = default) =>
        PagedAsync(query.Length == 0 ? ApiRoutes.Audit : $"{ApiRoutes.Audit}?{query}", ApiJson.Default.ListOfAuditResource, cancellation);

    /// <summary>The audit as a file.</summary>
    /// <param name="query">With its format.</param>
    /// <param name="destination">Where it is written to.</param>
    /// <param name="cancellation">Cancels.</param>
    public Task ExportAuditAsync(string query, Stream destination, CancellationToken cancellation = default) =>
        _calls.CopyAsync($"{ApiRoutes.AuditExport}?{query}", destination, cancellation);
}
