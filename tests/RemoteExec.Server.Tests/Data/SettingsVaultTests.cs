using RemoteExec.Server.Data;

namespace RemoteExec.Server.Tests.Data;

public class SettingsVaultTests
{
    [Fact]
    public void WhatIsSealed_OpensInItsPlace_WithItsKey_AndNowhereElse()
    {
        using var temporary = new TemporaryFolder();
        var folder = DataFolder.Open(temporary.At("data"));
        Assert.Null(new SettingsVault(folder).Open("smtp.password", "AAAA"));
        Assert.False(File.Exists(folder.SettingsKey));

        var one = new SettingsVault(folder).Seal("smtp.password", "geheim ü");

        Assert.DoesNotContain("geheim", one, StringComparison.Ordinal);
        Assert.Equal("geheim ü", new SettingsVault(folder).Open("smtp.password", one));
        Assert.Null(new SettingsVault(folder).Open("webhooks/a", one));
        Assert.Null(new SettingsVault(folder).Open("smtp.password", "AAAA" + one[4..]));
        Assert.Null(new SettingsVault(folder).Open("smtp.password", "not base64!"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.SettingsKey));
        File.Delete(folder.SettingsKey);
        Assert.Null(new SettingsVault(folder).Open("smtp.password", one));
    }
}
