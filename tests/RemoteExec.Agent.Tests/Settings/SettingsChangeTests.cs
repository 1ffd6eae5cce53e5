using System.Collections.Frozen;
using RemoteExec.Agent.Settings;
using RemoteExec.Protocol.Framing;
using RemoteExec.Protocol.Messages.Policies;

namespace RemoteExec.Agent.Tests.Settings;

public sealed class SettingsChangeTests
{
    private static readonly AgentSettings Held = new()
    {
        DataDirectory = "/data",
        Servers = [new("a", 1)],
        Name = "lab",
        Allow = ["/opt/show"],
        Labels = new Dictionary<string, string> { ["wall"] = "east" },
        PasswordFile = "/etc/password",
    };

    [Fact]
    public void Between_SameAgain_ChangesNothing()
    {
        var change = SettingsChange.Between(Held, Held with { Servers = [new("a", 1)], Allow = ["/opt/show"], Labels = new Dictionary<string, string> { ["wall"] = "east" } });

        Assert.Empty(change.Taken);
        Assert.Empty(change.NeedRestart);
    }

    [Fact]
    public void Between_WhatMayChange_IsTakenAtOnce()
    {
        var read = Held with
        {
            Servers = [new("b", 1), new("a", 1)],
            Name = "stage",
            Allow = ["/opt/show", "/usr/bin"],
            Labels = new Dictionary<string, string> { ["wall"] = "west" },
            PasswordFile = null,
            TokenFile = "/etc/token",
            Fingerprint = "SHA256:x",
            TrustOnFirstUse = true,
            Dialect = FrameDialect.LE16,
            Defaults = ProgramDefaults.None.WithAll(Supervision.None, "{}"),
        };

        var change = SettingsChange.Between(Held, read);

        Assert.Equal(["server", "name", "tokenFile", "passwordFile", "fingerprint", "trustOnFirstUse", "allow", "dialect", "label", "defaults"], change.Taken);
        Assert.Empty(change.NeedRestart);
        Assert.Equal(read, change.Settings);
    }

    [Fact]
    public void Between_DataAndLogs_StayAndNeedARestart()
    {
        var change = SettingsChange.Between(Held, Held with { DataDirectory = "/other", JsonLogs = true, Name = "stage" });

        Assert.Equal(["name"], change.Taken);
        Assert.Equal(["data", "jsonLogs"], change.NeedRestart);
        Assert.Equal(Held with { Name = "stage" }, change.Settings);
    }

    [Fact]
    public void Between_OtherWire_WaitsWithAllThatGoesWithIt()
    {
        var change = SettingsChange.Between(Held, Held with { Plain = true, Dialect = FrameDialect.LE4, Servers = [new("legacy", 1)], Allow = ["/"] });

        Assert.Equal(["allow"], change.Taken);
        Assert.Equal(["server", "dialect", "plain"], change.NeedRestart);
        Assert.Equal(Held with { Allow = change.Settings.Allow }, change.Settings);
    }

    [Fact]
    public void Between_EverySetting_IsCompared()
    {
        // A setting that is added and forgotten here would never be taken over, and nobody would say so.
        var read = new AgentSettings
        {
            DataDirectory = "/other",
            Servers = [new("b", 1)],
            Name = "stage",
            Allow = ["/"],
            Labels = new Dictionary<string, string>(),
            TokenFile = "/etc/token",
            Fingerprint = "SHA256:x",
            TrustOnFirstUse = true,
            Dialect = FrameDialect.LE4,
            Plain = true,
            JsonLogs = true,
            LeaveOnExit = false,
            KeeperIsGiven = true,
            Defaults = ProgramDefaults.None.WithAll(Supervision.None, "{}").WithPrograms(FrozenDictionary<string, Supervision>.Empty, "{}"),
        };

        var change = SettingsChange.Between(Held, read);

        Assert.Equal(SettingKeys.All.Keys.Order(), change.Taken.Concat(change.NeedRestart).Order());
    }
}
