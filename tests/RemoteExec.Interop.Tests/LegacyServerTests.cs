using System.Text.Json;
using RemoteExec.EndToEnd.Tests.Programs;
using RemoteExec.Interop.Tests.Driving;
using RemoteExec.Interop.Tests.Programs;

namespace RemoteExec.Interop.Tests;

/// <summary>Our agent at a legacy server, with <c>--plain --dialect auto</c> (docs/protocol.md §10): what that server hears, and in which frames.</summary>
public sealed class LegacyServerTests(LegacyLab lab) : IClassFixture<LegacyLab>
{
    private LegacyServer Server => lab.Server;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Agent_FallsFromBE16ToLE4_AndRemembersIt(bool hangsUp)
    {
        await using var own = await LegacyLab.StartAsync(hangsUp);

        await ConnectionAsync(1);
        await own.Server.NextAsync("derailed");
        await own.Server.NextAsync("disconnected");
        await ConnectionAsync(2);
        await own.Server.NextAsync("authenticated");
        var setup = await own.Server.NextAsync("packet");
        Assert.Equal("setup", setup.GetProperty("key").GetString());
        Assert.Equal(LegacyLab.Name, setup.GetProperty("value").GetProperty("name").GetString());
        Assert.InRange(setup.GetProperty("bytes").GetInt32(), 1, 1_400);

        // No setupComplete comes, and it serves all the same.
        var id = Guid.NewGuid().ToString();
        await own.Server.ExecuteAsync(new LegacyExecutable(id, "true", "/bin", ""));
        await own.Server.HearsStateAsync(id, "TERMINATED");

        await own.Server.DropAsync();
        await own.Server.NextAsync("disconnected");
        await ConnectionAsync(3);
        await own.Server.NextAsync("authenticated");

        async Task ConnectionAsync(int number) =>
            Assert.Equal(number, (await own.Server.NextAsync("connection")).GetProperty("connection").GetInt32());
    }

    [Fact]
    public async Task Program_WithArgumentsInOneString_RunsAndIsToldOfInLegacyWords()
    {
        var (spaced, quoted) = (lab.FilePath("two words"), lab.FilePath("a\"quote"));
        var id = Guid.NewGuid().ToString();

        await Server.ExecuteAsync(new LegacyExecutable(
            id, "touch", "/usr/bin", $"\"{spaced}\"\t{quoted.Replace("\"", "\\\"", StringComparison.Ordinal)}", "marks"));

        var executed = await Server.HearsAsync("executed", id);
        Assert.True(executed.GetProperty("started").GetBoolean(), executed.ToString());
        Assert.Equal("RUNNING", (await Server.HearsAsync("processStatus", id)).GetProperty("state").GetString());
        Assert.Equal("TERMINATED", (await Server.HearsAsync("processStatus", id)).GetProperty("state").GetString());
        Assert.True(File.Exists(spaced));
        Assert.True(File.Exists(quoted));
    }

    [Fact]
    public async Task Echo_WithoutAPath_IsFoundOnThePath()
    {
        var id = Guid.NewGuid().ToString();

        await Server.ExecuteAsync(new LegacyExecutable(id, "echo", "", "hello"));

        Assert.True((await Server.HearsAsync("executed", id)).GetProperty("started").GetBoolean());
        await Server.HearsStateAsync(id, "TERMINATED");
    }

    [Fact]
    public async Task Kill_EndsTheProgramAndSaysStopped()
    {
        var id = Guid.NewGuid().ToString();
        var mark = lab.FilePath("pid");
        await Server.ExecuteAsync(new LegacyExecutable(id, "sh", "/bin", $"-c \"echo $$ > {mark}.new; mv {mark}.new {mark}; exec sleep 300\""));
        await Server.HearsStateAsync(id, "RUNNING");
        await Eventually.BeTrueAsync(() => File.Exists(mark), "the program did not start");
        var pid = (await File.ReadAllTextAsync(mark)).Trim();

        await Server.KillAsync(id);

        await Server.HearsStateAsync(id, "STOPPED");
        Assert.False(Directory.Exists($"/proc/{pid}"));
    }

    [Fact]
    public async Task IdOfARunningProgram_IsRefusedAndMayStartAgainWhenItHasEnded()
    {
        var id = Guid.NewGuid().ToString();
        var end = lab.FilePath("end");
        var executable = new LegacyExecutable(id, "sh", "/bin", $"-c \"until [ -e {end} ]; do sleep 0.05; done\"");
        await Server.ExecuteAsync(executable);
        await Server.HearsStateAsync(id, "RUNNING");

        await Server.ExecuteAsync(executable);
        AssertDuplicate(await Server.HearsAsync("executed", id));

        await File.WriteAllTextAsync(end, "");
        await Server.HearsStateAsync(id, "TERMINATED");
        await Server.ExecuteAsync(executable);
        Assert.True((await Server.HearsAsync("executed", id)).GetProperty("started").GetBoolean());
        await Server.HearsStateAsync(id, "TERMINATED");
    }

    [Fact]
    public async Task ProgramOutsideTheAllowedFolders_IsAnsweredWithTheReasonAndDisturbsNoneBesideIt()
    {
        var (good, bad) = (Guid.NewGuid().ToString(), Guid.NewGuid().ToString());

        await Server.ExecuteAsync(new LegacyExecutable(bad, "sh", lab.FilePath(""), ""), new LegacyExecutable(good, "true", "/bin", ""));

        var answers = new Dictionary<string, bool>();
        while (answers.Count < 2)
        {
            var packet = await Server.UntilAsync("packet");
            if (packet.GetProperty("key").GetString() == "executed")
            {
                foreach (var entry in packet.GetProperty("value").EnumerateArray())
                {
                    answers[entry.GetProperty("id").GetString()!] = entry.GetProperty("started").GetBoolean();
                    Assert.Equal(entry.GetProperty("started").GetBoolean(), entry.GetProperty("message").GetString() == "");
                }
            }
        }

        Assert.Equal((true, false), (answers[good], answers[bad]));
        await Server.HearsStateAsync(good, "TERMINATED");
    }

    [Fact]
    public async Task ManyAtOnce_AreAnsweredInSmallWholeFramesOfOneKey()
    {
        var executables = Enumerable.Range(0, 40).Select(_ => new LegacyExecutable(Guid.NewGuid().ToString(), "true", "/bin", "")).ToList();
        await Server.ExecuteAsync(executables);

        var alive = executables.Select(executable => executable.Id).ToHashSet();
        while (alive.Count > 0)
        {
            var packet = await Server.UntilAsync("packet");
            Assert.InRange(packet.GetProperty("bytes").GetInt32(), 1, 1_400);
            Assert.Single(packet.GetProperty("keys").EnumerateArray());
            if (packet.GetProperty("key").GetString() == "processStatus")
            {
                alive.ExceptWith(packet.GetProperty("value").EnumerateArray().Where(IsOver).Select(entry => entry.GetProperty("id").GetString()!));
            }
        }

        // Once in its dialect, it never lost its place.
        Assert.DoesNotContain("\"derailed\",\"connection\":2", Server.Transcript, StringComparison.Ordinal);

        static bool IsOver(JsonElement entry) => entry.GetProperty("state").GetString() == "TERMINATED";
    }

    [Fact]
    public async Task AfterALostConnection_WhatStillRunsIsToldAndCanBeStopped()
    {
        await using var own = await LegacyLab.StartAsync(hangsUp: true);
        await own.Server.UntilAsync("authenticated");
        var id = Guid.NewGuid().ToString();
        await own.Server.ExecuteAsync(new LegacyExecutable(id, "sleep", "/bin", "300"));
        await own.Server.HearsStateAsync(id, "RUNNING");

        await own.Server.DropAsync();
        await own.Server.UntilAsync("authenticated");
        await own.Server.HearsStateAsync(id, "RUNNING");

        await own.Server.KillAsync(id);
        await own.Server.HearsStateAsync(id, "STOPPED");
    }

    private static void AssertDuplicate(JsonElement executed)
    {
        Assert.False(executed.GetProperty("started").GetBoolean());
        Assert.Contains("duplicate id", executed.GetProperty("message").GetString(), StringComparison.Ordinal);
    }
}
