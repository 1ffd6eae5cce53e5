using RemoteExec.Protocol.Messages;
using RemoteExec.Protocol.Messages.Policies;

namespace RemoteExec.Protocol.Tests.Messages.Policies;

/// <summary>Policies of an execute entry (docs/protocol.md §9.8): what is nonsense refuses the entry, and says what is allowed.</summary>
public class PolicyReadingTests
{
    private const string Good = "\"id\":1,\"application\":\"mpv\"";

    [Fact]
    public void Restart_OnlyOn_HasTheDefaults() =>
        Assert.Equal(new RestartPolicy(RestartOn.Always, 3, 60_000, 1_000), Read("""{"on":"always"}""", "restart").Restart);

    [Theory]
    [InlineData("never", RestartOn.Never)]
    [InlineData("unexpected", RestartOn.Unexpected)]
    [InlineData("always", RestartOn.Always)]
    public void Restart_EachWord_IsRead(string word, RestartOn on) => Assert.Equal(on, Read($$"""{"on":"{{word}}"}""", "restart").Restart!.On);

    [Fact]
    public void NullMembers_CountAsMissing()
    {
        Assert.Equal(new RestartPolicy(RestartOn.Never), Read("""{"on":"never","attempts":null,"within":null,"backoff":null}""", "restart").Restart);
        Assert.Equal(new ReadyPolicy { Port = 1 }, Read("""{"port":1,"running":null,"log":null,"exit":null,"http":null,"timeout":null}""", "ready").Ready);
        Assert.Equal(new ResourceLimits { Processes = 1 }, Read("""{"memory":null,"cpu":null,"processes":1}""", "limits").Limits);
        Assert.Null(Packets.Entry(Good + ",\"restart\":null,\"expected\":null,\"ready\":null,\"stop\":null,\"user\":null,\"limits\":null").Policies);
    }

    // docs/protocol.md §2: these two are ignored wherever they stand.
    [Fact]
    public void EmptyNameAndHolder_AreIgnored() =>
        Assert.Equal(new StopPolicy(5), Read("""{"":[1,{}],"holder":{"grace":1},"grace":5}""", "stop").Stop);

    [Theory]
    [InlineData("restart", """{"on":"never","attempts":1}""")]
    [InlineData("restart", """{"on":"never","attempts":1000}""")]
    [InlineData("restart", """{"on":"never","within":1000}""")]
    [InlineData("restart", """{"on":"never","within":8.64e7}""")]
    [InlineData("restart", """{"on":"never","backoff":0}""")]
    [InlineData("restart", """{"on":"never","backoff":3600000}""")]
    [InlineData("expected", "[0]")]
    [InlineData("expected", "[255,0,1e0]")]
    [InlineData("ready", """{"running":1}""")]
    [InlineData("ready", """{"running":86399999,"timeout":86400000}""")]
    [InlineData("ready", """{"port":65535,"timeout":1}""")]
    [InlineData("ready", """{"log":"^ready( to (serve|play))?$"}""")]
    [InlineData("ready", """{"exit":0}""")]
    [InlineData("ready", """{"exit":255}""")]
    [InlineData("ready", """{"http":"http://127.0.0.1:8080/health?deep=1"}""")]
    [InlineData("ready", """{"http":"http://[::1]/"}""")]
    [InlineData("stop", """{"grace":0}""")]
    [InlineData("stop", """{"grace":600000}""")]
    [InlineData("user", "\"_\"")]
    [InlineData("user", "\"show-2_b$\"")]
    [InlineData("user", "\"a2345678901234567890123456789012\"")]
    [InlineData("limits", """{"memory":1048576}""")]
    [InlineData("limits", """{"memory":9007199254740991}""")]
    [InlineData("limits", """{"cpu":0.01}""")]
    [InlineData("limits", """{"cpu":1024}""")]
    [InlineData("limits", """{"processes":4194304}""")]
    public void Value_WithinItsLimits_IsTaken(string member, string value) => Assert.NotNull(Read(value, member));

    [Theory]
    [InlineData("restart", "{}", "restart.on must be never, unexpected or always")]
    [InlineData("restart", """{"on":"sometimes"}""", "restart.on must be never, unexpected or always")]
    [InlineData("restart", """{"on":"Always"}""", "restart.on must be never, unexpected or always")]
    [InlineData("restart", """{"on":2}""", "restart.on must be never, unexpected or always")]
    [InlineData("restart", "[]", "restart must be an object of on, attempts, within and backoff")]
    [InlineData("restart", """{"on":"never","tries":3}""", "restart must be an object of on, attempts, within and backoff")]
    [InlineData("restart", """{"on":"never","attempts":0}""", "restart.attempts must be from 1 to 1000, not 0")]
    [InlineData("restart", """{"on":"never","attempts":1001}""", "restart.attempts must be from 1 to 1000, not 1001")]
    [InlineData("restart", """{"on":"never","attempts":1.5}""", "restart.attempts must be a whole number; it must be from 1 to 1000")]
    [InlineData("restart", """{"on":"never","attempts":"3"}""", "restart.attempts must be a whole number; it must be from 1 to 1000")]
    [InlineData("restart", """{"on":"never","attempts":4294967297}""", "restart.attempts must be from 1 to 1000, not 4294967297")]
    [InlineData("restart", """{"on":"never","within":999}""", "restart.within must be from 1000 to 86400000 milliseconds, not 999")]
    [InlineData("restart", """{"on":"never","within":86400001}""", "restart.within must be from 1000 to 86400000 milliseconds, not 86400001")]
    [InlineData("restart", """{"on":"never","backoff":-1}""", "restart.backoff must be from 0 to 3600000 milliseconds, not -1")]
    [InlineData("restart", """{"on":"never","backoff":3600001}""", "restart.backoff must be from 0 to 3600000 milliseconds, not 3600001")]
    [InlineData("expected", "[]", "expected must hold 1 to 64 exit codes from 0 to 255")]
    [InlineData("expected", "{}", "expected must hold 1 to 64 exit codes from 0 to 255")]
    [InlineData("expected", "[null]", "expected must hold 1 to 64 exit codes from 0 to 255")]
    [InlineData("expected", "[0,[1]]", "expected must hold 1 to 64 exit codes from 0 to 255")]
    [InlineData("expected", "[0,256]", "expected must be from 0 to 255, not 256")]
    [InlineData("expected", "[-1]", "expected must be from 0 to 255, not -1")]
    [InlineData("ready", "{}", "ready must hold exactly one of running, port, log, exit and http, and may hold timeout")]
    [InlineData("ready", """{"timeout":5}""", "ready must hold exactly one of running, port, log, exit and http, and may hold timeout")]
    [InlineData("ready", """{"port":1,"exit":0}""", "ready must hold exactly one of running, port, log, exit and http, and may hold timeout")]
    [InlineData("ready", """{"file":"/run/up"}""", "ready must hold exactly one of running, port, log, exit and http, and may hold timeout")]
    [InlineData("ready", """{"running":0}""", "ready.running must be from 1 to 86400000 milliseconds, not 0")]
    [InlineData("ready", """{"running":30000}""", "ready.running must be less than ready.timeout, which is 30000 milliseconds; name a longer one")]
    [InlineData("ready", """{"port":0}""", "ready.port must be from 1 to 65535, not 0")]
    [InlineData("ready", """{"port":65536}""", "ready.port must be from 1 to 65535, not 65536")]
    [InlineData("ready", """{"log":""}""", "ready.log must be a regular expression of 1–512 characters without look-around and back references")]
    [InlineData("ready", """{"log":5}""", "ready.log must be a regular expression of 1–512 characters without look-around and back references")]
    [InlineData("ready", """{"log":"(up"}""", "ready.log must be a regular expression of 1–512 characters without look-around and back references")]
    [InlineData("ready", """{"log":"(?=up)"}""", "ready.log must be a regular expression of 1–512 characters without look-around and back references")]
    [InlineData("ready", """{"log":"(a)\\1"}""", "ready.log must be a regular expression of 1–512 characters without look-around and back references")]
    [InlineData("ready", """{"log":"((a{999}){999}){999}"}""", "ready.log must be a regular expression of 1–512 characters without look-around and back references")]
    [InlineData("ready", """{"exit":256}""", "ready.exit must be from 0 to 255, not 256")]
    [InlineData("ready", """{"http":"https://127.0.0.1/"}""", "ready.http must be a URL of at most 1024 characters that begins with http:// and holds no user name")]
    [InlineData("ready", """{"http":"http:///x"}""", "ready.http must be a URL of at most 1024 characters that begins with http:// and holds no user name")]
    [InlineData("ready", """{"http":"http://me:secret@127.0.0.1/"}""", "ready.http must be a URL of at most 1024 characters that begins with http:// and holds no user name")]
    [InlineData("ready", """{"http":"/health"}""", "ready.http must be a URL of at most 1024 characters that begins with http:// and holds no user name")]
    [InlineData("ready", """{"port":1,"timeout":0}""", "ready.timeout must be from 1 to 86400000 milliseconds, not 0")]
    [InlineData("ready", """{"port":1,"timeout":86400001}""", "ready.timeout must be from 1 to 86400000 milliseconds, not 86400001")]
    [InlineData("stop", "{}", "stop must be an object of grace")]
    [InlineData("stop", """{"signal":2}""", "stop must be an object of grace")]
    [InlineData("stop", """{"grace":600001}""", "stop.grace must be from 0 to 600000 milliseconds, not 600001")]
    [InlineData("stop", """{"grace":-1}""", "stop.grace must be from 0 to 600000 milliseconds, not -1")]
    [InlineData("user", "\"\"", "user must be a name of 1 to 32 characters: a-z or _, then a-z, 0-9, _ or -, and at the end perhaps $")]
    [InlineData("user", "\"$\"", "user must be a name of 1 to 32 characters: a-z or _, then a-z, 0-9, _ or -, and at the end perhaps $")]
    [InlineData("user", "\"Root\"", "user must be a name of 1 to 32 characters: a-z or _, then a-z, 0-9, _ or -, and at the end perhaps $")]
    [InlineData("user", "\"1a\"", "user must be a name of 1 to 32 characters: a-z or _, then a-z, 0-9, _ or -, and at the end perhaps $")]
    [InlineData("user", "\"a$b\"", "user must be a name of 1 to 32 characters: a-z or _, then a-z, 0-9, _ or -, and at the end perhaps $")]
    [InlineData("user", "\"a23456789012345678901234567890123\"", "user must be a name of 1 to 32 characters: a-z or _, then a-z, 0-9, _ or -, and at the end perhaps $")]
    [InlineData("user", "0", "user must be a name of 1 to 32 characters: a-z or _, then a-z, 0-9, _ or -, and at the end perhaps $")]
    [InlineData("limits", "{}", "limits must hold memory (bytes), cpu (cores), processes, or several of them")]
    [InlineData("limits", """{"disk":1}""", "limits must hold memory (bytes), cpu (cores), processes, or several of them")]
    [InlineData("limits", """{"memory":1048575}""", "limits.memory must be from 1048576 to 9007199254740991 bytes, not 1048575")]
    [InlineData("limits", """{"cpu":0.009}""", "limits.cpu must be from 0.01 to 1024 cores, not 0.009")]
    [InlineData("limits", """{"cpu":1024.5}""", "limits.cpu must be from 0.01 to 1024 cores, not 1024.5")]
    [InlineData("limits", """{"cpu":"1"}""", "limits.cpu must be a number; it must be from 0.01 to 1024 cores")]
    [InlineData("limits", """{"processes":0}""", "limits.processes must be from 1 to 4194304, not 0")]
    [InlineData("limits", """{"processes":4194305}""", "limits.processes must be from 1 to 4194304, not 4194305")]
    public void Value_Nonsense_RefusesItsEntryAloneAndSaysWhatIsAllowed(string member, string value, string refusal)
    {
        var execute = Packets.Read<ExecuteMessage>(
            "{\"data\":{\"execute\":[{" + Good + ",\"" + member + "\":" + value + ",\"delay\":1},{\"id\":2,\"application\":\"mpv\"}]}}");

        Assert.Equal(refusal, execute.Entries[0].Refusal);
        Assert.Equal(new WireId(1), execute.Entries[0].Id);
        Assert.Null(execute.Entries[1].Refusal);
    }

    [Fact]
    public void Cpu_BeyondEveryNumber_IsRefused() =>
        Assert.StartsWith("limits.cpu must be", Packets.Entry(Good + ",\"limits\":{\"cpu\":1e999}").Refusal, StringComparison.Ordinal);

    [Fact]
    public void Expected_64Codes_AreTakenAnd65Refused()
    {
        static string Codes(int count) => "[" + string.Join(',', Enumerable.Range(0, count)) + "]";

        Assert.Equal(64, Read(Codes(64), "expected").Expected!.Count);
        Assert.NotNull(Packets.Entry(Good + ",\"expected\":" + Codes(65)).Refusal);
    }

    [Fact]
    public void Texts_AtTheirLimit_AreTakenAndOneCharacterMoreIsRefused()
    {
        static string Log(int length) => "{\"log\":\"" + new string('x', length) + "\"}";
        static string Http(int length) => "{\"http\":\"http://a/" + new string('x', length - "http://a/".Length) + "\"}";

        Read(Log(512), "ready");
        Read(Http(1024), "ready");
        Assert.NotNull(Packets.Entry(Good + ",\"ready\":" + Log(513)).Refusal);
        Assert.NotNull(Packets.Entry(Good + ",\"ready\":" + Http(1025)).Refusal);
    }

    [Theory]
    [InlineData("user", "\"S3cret!\"")]
    [InlineData("ready", """{"log":"(s3cret"}""")]
    [InlineData("ready", """{"http":"ftp://s3cret"}""")]
    [InlineData("restart", """{"on":"s3cret"}""")]
    [InlineData("limits", """{"s3cret":1}""")]
    public void Refusal_QuotesNoText(string member, string value) =>
        Assert.DoesNotContain("3cret", Packets.Entry(Good + ",\"" + member + "\":" + value).Refusal, StringComparison.OrdinalIgnoreCase);

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    [InlineData("null", null)]
    public void Status_Ready_IsRead(string value, bool? ready) =>
        Assert.Equal(ready, Packets.Read<ProcessStatusMessage>("{\"data\":{\"processStatus\":[{\"id\":1,\"state\":\"RUNNING\",\"ready\":" + value + "}]}}").Entries[0].Ready);

    [Theory]
    [InlineData("1")]
    [InlineData("\"true\"")]
    [InlineData("{}")]
    public void Status_ReadyOfAnotherType_IsTheWrongShape(string value) =>
        Assert.Equal(PacketReader.WrongShape, Packets.Refuse("{\"data\":{\"processStatus\":[{\"id\":1,\"state\":\"RUNNING\",\"ready\":" + value + "}]}}"));

    private static SupervisionPolicies Read(string value, string member)
    {
        var entry = Packets.Entry(Good + ",\"" + member + "\":" + value);
        Assert.Null(entry.Refusal);
        return entry.Policies!;
    }
}
