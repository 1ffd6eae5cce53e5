using RemoteExec.EndToEnd.Tests.Programs;

namespace RemoteExec.EndToEnd.Tests;

/// <summary>People with accounts, with the real programs.</summary>
public sealed class AccountTests(LabFixture lab) : IClassFixture<LabFixture>
{
    private const string Password = "correct horse battery";
    private readonly RemoteExecSystem _system = lab.System;

    [Fact]
    public async Task Accounts_OperatorRuns_ViewerIsRefused_AndTheAuditSaysSo()
    {
        var file = _system.FilePath("password");
        await File.WriteAllTextAsync(file, Password + "\n");
        foreach (var (name, role) in new[] { ("olga", "operator"), ("vera", "viewer") })
        {
            var made = await _system.RunAsync("account", "create", name, "--role", role, "--password-file", file);
            Assert.True(made.ExitCode == 0, made.ToString());
            var login = await _system.RunAtHomeAsync(name, Password + "\n", "login", _system.Endpoints.GetProperty("http").GetString()!, "--user", name, "--password-file", "-");
            Assert.True(login.ExitCode == 0, login.ToString());
        }

        var wrong = await _system.RunAtHomeAsync("olga", "not her password\n", "login", _system.Endpoints.GetProperty("http").GetString()!, "--user", "olga", "--password-file", "-");
        Assert.Equal((4, "remoteexec: The name or the password is wrong.\n"), (wrong.ExitCode, wrong.Errors));

        var done = await _system.RunAtHomeAsync("olga", "", "run", "lab", "--", "echo", "hello");
        Assert.Equal((0, "hello\n"), (done.ExitCode, done.Output));
        var refused = await _system.RunAtHomeAsync("vera", "", "run", "lab", "--", "echo", "hello");
        Assert.True(refused.ExitCode == 4, refused.ToString());
        Assert.Contains("needs the role operator; you have the role viewer", refused.Errors, StringComparison.Ordinal);

        var audit = await Eventually.GetAsync(
            () => _system.RunAsync("audit", "--action", "process", "--json"), result => result.ExitCode == 0 && result.Json.GetArrayLength() == 2, result => result.ToString());
        Assert.Equal(
            [("olga", "ok", "lab"), ("vera", "denied", "processes")],
            audit.Json.EnumerateArray().Select(row => (row.GetProperty("who").GetString(), row.GetProperty("outcome").GetString(), row.GetProperty("target").GetString())));
        Assert.Contains("127.0.0.1,failed", (await _system.RunAsync("audit", "export", "--format", "csv", "--action", "sign-in")).Output, StringComparison.Ordinal);

        // What an administrator takes away is gone at once, and a logout leaves nothing that works.
        Assert.Equal(0, (await _system.RunAsync("account", "disable", "olga")).ExitCode);
        Assert.Equal(4, (await _system.RunAtHomeAsync("olga", "", "ps")).ExitCode);
        Assert.Equal(0, (await _system.RunAtHomeAsync("vera", "", "logout")).ExitCode);
        Assert.Equal(3, (await _system.RunAtHomeAsync("vera", "", "ps")).ExitCode);
        Assert.DoesNotContain("vera", (await _system.RunAsync("token", "api", "list")).Output, StringComparison.Ordinal);
    }
}
