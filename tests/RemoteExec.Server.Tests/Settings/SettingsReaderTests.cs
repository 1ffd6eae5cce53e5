using System.Net;
using RemoteExec.Server.Settings;

namespace RemoteExec.Server.Tests.Settings;

public class SettingsReaderTests
{
    [Fact]
    public void Read_NothingSet_GivesTheDocumentedDefaults()
    {
        var (settings, problems) = SettingsReader.Read("/data");

        Assert.Empty(problems);
        Assert.Equal("/data", settings.DataDirectory);
        Assert.Equal(1875, settings.Listen.Port);
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, 1876), settings.Http);
        Assert.True(settings.Admission.PlainAllowed);
        Assert.Null(settings.Admission.IpPool);
    }

    [Fact]
    public void Read_SameKeyInEveryLayer_TheLastWins()
    {
        var (settings, problems) = SettingsReader.Read(
            "/data", Layer("file", ("listen", "127.0.0.1:1")), Layer("environment", ("LISTEN", "127.0.0.1:2")), Layer("options", ("listen", "127.0.0.1:3")));

        Assert.Empty(problems);
        Assert.Equal(3, settings.Listen.Port);
    }

    [Fact]
    public void Read_SeveralMistakes_NamesEveryOneWithItsSource()
    {
        var (_, problems) = SettingsReader.Read(
            "/data",
            Layer("server.json", ("listen", "nowhere"), ("retentionDays", "0"), ("limits.unauthenticted", "3")),
            Layer("the environment", ("plain", "perhaps")));

        Assert.Equal(4, problems.Count);
        Assert.Contains(problems, problem => problem.StartsWith("server.json: listen must be", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.StartsWith("server.json: retentionDays must be", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.Contains("no setting limits.unauthenticted", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.StartsWith("the environment: plain must be", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("postgres", "Host=db")]
    [InlineData("postgresFile", "/run/secret")]
    public void Read_Postgres_IsRefusedAndTheValueIsNotRepeated(string key, string value)
    {
        var (_, problems) = SettingsReader.Read("/data", Layer("options", (key, value)));

        var problem = Assert.Single(problems);
        Assert.Contains("SQLite only", problem, StringComparison.Ordinal);
        Assert.DoesNotContain(value, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10.1/8")]
    [InlineData("010.0.0.1")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.1/8")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("host.example")]
    [InlineData("10.0.0.0/-1")]
    public void Read_IpPoolInAnAmbiguousForm_IsRefused(string entry)
    {
        var (_, problems) = SettingsReader.Read("/data", Layer("file", ("ipPool", entry)));

        Assert.Single(problems);
    }

    [Fact]
    public void File_EmptyIpPool_AdmitsNobody_AbsentAdmitsEverybody()
    {
        var empty = new AdmissionPolicy(ReadFile("""{ "ipPool": [] }""").Admission);
        var absent = new AdmissionPolicy(ReadFile("{}").Admission);

        Assert.False(empty.Admits(IPAddress.Loopback));
        Assert.True(absent.Admits(IPAddress.Loopback));
    }

    [Fact]
    public void Admits_MappedAddress_CountsAsTheIPv4AddressItIs()
    {
        var policy = new AdmissionPolicy(ReadFile("""{ "ipPool": ["10.0.0.0/8", "fd00::/8"] }""").Admission);

        Assert.True(policy.Admits(IPAddress.Parse("::ffff:10.1.2.3")));
        Assert.True(policy.Admits(IPAddress.Parse("fd00::1")));
        Assert.False(policy.Admits(IPAddress.Parse("::ffff:11.1.2.3")));
        Assert.False(policy.Admits(IPAddress.Parse("fe80::1")));
    }

    [Theory]
    [InlineData("29")]
    [InlineData("36501")]
    [InlineData("ever")]
    public void AuditDays_AreNoFewerThanTheDatabaseKeeps(string days)
    {
        var (_, problems) = SettingsReader.Read("/data", Layer("file", ("auditDays", days)));

        Assert.Contains("from 30 to 36500", Assert.Single(problems), StringComparison.Ordinal);
        Assert.Equal(30, ReadFile("""{ "auditDays": 30 }""").AuditDays);
    }

    [Fact]
    public void TrustedProxies_AreRanges()
    {
        Assert.Equal([IPNetwork.Parse("10.0.0.0/8")], ReadFile("""{ "trustedProxies": ["10.0.0.0/8"] }""").TrustedProxies);
        Assert.Contains("CIDR", Assert.Single(SettingsReader.Read("/data", Layer("file", ("trustedProxies", "proxy.example.org"))).Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void File_NestedObject_BecomesDottedKeys()
    {
        var settings = ReadFile("""
            {
              // who may knock
              "limits": { "unauthenticated": 12, "connections": 500 },
              "metrics": "closed",
            }
            """);

        Assert.Equal(12, settings.Limits.Unauthenticated);
        Assert.Equal(500, settings.Limits.Connections);
        Assert.False(settings.MetricsOpen);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    public void File_NotAnObject_IsOneProblem(string content)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("server.json", content);

        var (_, problems) = SettingsReader.Read("/data", SettingsSources.File(path, required: false));

        Assert.StartsWith(path, Assert.Single(problems), StringComparison.Ordinal);
    }

    [Fact]
    public void File_AskedForByNameButMissing_IsAProblem()
    {
        Assert.NotNull(SettingsSources.File("/nowhere/server.json", required: true).Problem);
        Assert.Null(SettingsSources.File("/nowhere/server.json", required: false).Problem);
    }

    [Fact]
    public void FromEnvironment_DoubleUnderscore_IsADotAndOthersVariablesAreIgnored()
    {
        var layer = SettingsSources.FromEnvironment(new Dictionary<string, string>
        {
            ["REMOTEEXEC_LIMITS__UNAUTHENTICATED"] = "7",
            ["REMOTEEXEC_RETENTION_DAYS"] = "9",
            ["REMOTEEXEC_TOKEN"] = "rxa_secret",
            ["PATH"] = "/bin",
        });

        var (settings, problems) = SettingsReader.Read("/data", layer);

        Assert.Empty(problems);
        Assert.Equal(7, settings.Limits.Unauthenticated);
        Assert.Equal(9, settings.RetentionDays);
    }

    private static ServerSettings ReadFile(string json)
    {
        using var folder = new TemporaryFolder();
        var (settings, problems) = SettingsReader.Read("/data", SettingsSources.File(folder.Write("server.json", json), required: true));
        Assert.Empty(problems);
        return settings;
    }

    private static SettingsLayer Layer(string source, params (string Key, string Text)[] values) =>
        new(source, values.ToDictionary(value => value.Key, value => value.Text), Strict: true);
}
