namespace RemoteExec.Server.Tests.Sequences.Files;

/// <summary>One test for each way to be wrong: where it is, and what is allowed.</summary>
public class RefusalTests
{
    [Theory]
    [InlineData("delay: 500", 16, "delay", "a time needs a unit: 500ms, 2s, 3m, 1h")]
    [InlineData("delay: -1s", 16, "delay", "delay must be a time: 500ms, 2s, 1.5s, 3m, 1h or 1d, not -1s")]
    [InlineData("delay: 1.0005s", 16, "delay", "must be a time")]
    [InlineData("delay: soon", 16, "delay", "must be a time")]
    [InlineData("delay: [1s]", 16, "delay", "must be a time")]
    [InlineData("delay: 25h", 16, "delay", "delay must be from 0s to 1d, not 25h")]
    [InlineData("dealy: 2s", 9, "dealy", "unknown member dealy; did you mean delay? allowed here: name, application, path, arguments, delay, environment")]
    [InlineData("Delay: 2s", 9, "Delay", "did you mean delay?")]
    [InlineData("at: noon", 9, "at", "unknown member at; allowed here: name")]
    [InlineData("on_failure_do_something_else: 1", 9, "on_failure_do_something_else", "unknown member")]
    [InlineData("name: \" a\"", 15, "name", "may not begin or end with a space")]
    [InlineData("name: [a]", 15, "name", "name must be a text")]
    [InlineData("path: { a: b }", 15, "path", "path must be a text")]
    [InlineData("arguments: --profile left", 20, "arguments", "arguments must be a list, such as [\"--profile\", left], not --profile left")]
    [InlineData("arguments: [a, ~]", 24, "arguments[1]", "must be a text; what looks like nothing needs quotes")]
    [InlineData("arguments: [a, [b]]", 24, "arguments[1]", "must be a text")]
    [InlineData("env: [A]", 14, "environment", "environment must be a mapping: { NAME: value }")]
    [InlineData("env: { A: }", 19, "environment.A", "a variable must be a text; an empty one is \"\"")]
    [InlineData("env: { \"A=B\": c }", 14, "environment", "environment must hold names without \"=\"")]
    [InlineData("env: { A: b }\nenvironment: { A: b }", 9, "environment", "environment is another word for env: keep one", 7)]
    [InlineData("cwd: show", 14, "workingDirectory", "workingDirectory must be an absolute folder")]
    [InlineData("timeout: 0", 18, "timeout", "timeout must be from 1ms to 366d, not 0s")]
    [InlineData("ready: 2s", 16, "ready", "ready must be a mapping such as { running: 2s }")]
    [InlineData("ready: { }", 16, "ready", "ready must hold exactly one of running, port, log, exit and http")]
    [InlineData("ready: { port: 1, exit: 0 }", 16, "ready", "ready must hold exactly one of running, port, log, exit and http")]
    [InlineData("ready: { prot: 1 }", 18, "ready.prot", "unknown member prot; did you mean port? allowed here: running, port, log, exit, http, timeout")]
    [InlineData("ready: { running: 2 }", 27, "ready.running", "a time needs a unit")]
    [InlineData("ready: { running: 30s }", 27, "ready.running", "ready.running must be less than ready.timeout")]
    [InlineData("ready: { running: 40s, timeout: x }", 41, "ready.timeout", "timeout must be a time")]
    [InlineData("ready: { port: 70000 }", 24, "ready.port", "port must be from 1 to 65535, not 70000")]
    [InlineData("ready: { port: \"9000\" }", 24, "ready.port", "port must be a whole number, without quotes, not 9000")]
    [InlineData("ready: { port: 010 }", 24, "ready.port", "port must be a whole number")]
    [InlineData("ready: { log: \"(?=x)\" }", 23, "ready.log", "log must be a regular expression")]
    [InlineData("ready: { log: [x] }", 23, "ready.log", "log must be a text")]
    [InlineData("ready: { exit: 256 }", 24, "ready.exit", "exit must be from 0 to 255, not 256")]
    [InlineData("ready: { exit: 0.5 }", 24, "ready.exit", "exit must be a whole number")]
    [InlineData("ready: { http: ftp://x }", 24, "ready.http", "ready.http must be a URL")]
    [InlineData("ready: { exit: 0, timeout: 25h }", 36, "ready.timeout", "timeout must be from 1ms to 1d, not 25h")]
    [InlineData("restart: always", 18, "restart", "restart must be a mapping such as { on: unexpected, attempts: 3 }")]
    [InlineData("restart: { attempts: 3 }", 18, "restart.on", "on must be given: never, unexpected or always")]
    [InlineData("restart: { on: crash }", 24, "restart.on", "on must be never, unexpected or always, not crash")]
    [InlineData("restart: { on: always, attempts: 0 }", 42, "restart.attempts", "attempts must be from 1 to 1000, not 0")]
    [InlineData("restart: { on: always, within: 500ms }", 40, "restart.within", "within must be from 1s to 1d, not 500ms")]
    [InlineData("restart: { on: always, backoff: 2h }", 41, "restart.backoff", "backoff must be from 0s to 1h, not 2h")]
    [InlineData("expected: 0", 19, "expected", "expected must be a list, such as [0, 4], not 0")]
    [InlineData("expected: []", 19, "expected", "expected must hold 1 to 64 exit codes")]
    [InlineData("expected: [0, 256]", 23, "expected[1]", "each of expected must be a whole number from 0 to 255, not 256")]
    [InlineData("stop: 5s", 15, "stop", "stop must be a mapping: { grace: 5s }")]
    [InlineData("stop: {}", 15, "stop.grace", "grace must be given")]
    [InlineData("stop: { grace: 11m }", 24, "stop.grace", "grace must be from 0s to 10m, not 11m")]
    [InlineData("user: Root", 15, "user", "user must be a name of 1 to 32 characters")]
    [InlineData("limits: 1GB", 17, "limits", "limits must be a mapping such as { memory: 256MB, cpu: 0.5, processes: 100 }")]
    [InlineData("limits: {}", 17, "limits", "limits must hold memory (bytes), cpu (cores), processes")]
    [InlineData("limits: { memory: lots }", 27, "limits.memory", "memory must be bytes, or look like 512M, 256MB or 1GiB")]
    [InlineData("limits: { memory: 1KB }", 27, "limits.memory", "memory must be from 1MiB to")]
    [InlineData("limits: { cpu: 0 }", 24, "limits.cpu", "cpu must be from 0.01 to 1024, not 0")]
    [InlineData("limits: { cpu: half }", 24, "limits.cpu", "cpu must be a number, without quotes, not half")]
    [InlineData("limits: { processes: 0 }", 30, "limits.processes", "processes must be from 1 to 4194304, not 0")]
    [InlineData("required: yes", 19, "required", "required must be true or false, without quotes, not yes")]
    [InlineData("notify: [a@b]", 17, "notify", "notify must be true or false")]
    [InlineData("user: a\nuser: b", 9, "user", "user stands here twice, first in line 6: keep one", 7)]
    public void Step(string lines, int column, string path, string sentence, int line = 6) =>
        Texts.IsOneProblem(Texts.Step(lines), line, column, $"tracks[0].steps[0].{path}", sentence);

    [Theory]
    [InlineData("application: a/b", 22, "application", "application must be a file name of at most 255 characters; its folder belongs in path")]
    [InlineData("path: /opt", 9, "application", "application must be given: the file name of the program")]
    [InlineData("aplication: warp", 9, "aplication", "unknown member aplication; did you mean application?")]
    [InlineData("application: [warp]", 22, "application", "application must be a text")]
    [InlineData("warp", 9, "", "each of steps must be a mapping")]
    public void Application(string lines, int column, string path, string sentence) => Texts.IsOneProblem(
        $"name: a\ntracks:\n  - target: left\n    steps:\n      - {lines}\n", 5, column, $"tracks[0].steps[0]{(path.Length > 0 ? "." + path : "")}", sentence);

    [Theory]
    [InlineData("wake: 500ms", 15, "wake", "wake must be from 1s to 1h, not 500ms")]
    [InlineData("wake: 61m", 15, "wake", "wake must be from 1s to 1h, not 61m")]
    [InlineData("wake: true", 15, "wake", "wake must be a time")]
    [InlineData("wake: 2m\n        application: warp", 22, "application", "a step that wakes its machine starts no program: leave out application, or make another step of it; allowed here: name, wake, required, notify", 6)]
    [InlineData("wake: 2m\n        delay: 1s", 16, "delay", "leave out delay", 6)]
    [InlineData("application: warp\n      - wake: 2m", 15, "wake", "a step that wakes its machine is the first of its track", 6, 1)]
    public void Wake(string lines, int column, string path, string sentence, int line = 5, int step = 0) => Texts.IsOneProblem(
        $"name: a\ntracks:\n  - target: left\n    steps:\n      - {lines}\n", line, column, $"tracks[0].steps[{step}].{path}", sentence);

    [Theory]
    [InlineData("target: a=b=c,\n", 5, "target", "a target is a machine's name, label=value, @group, *")]
    [InlineData("target: [a, b]\n", 5, "target", "target must be a text")]
    [InlineData("taget: left\n", 5, "taget", "unknown member taget; did you mean target? allowed here: name, target, delay, after, concurrency, stagger, steps", true)]
    [InlineData("name: x\n", 5, "target", "target must be given", true)]
    [InlineData("target: left\n    delay: 5\n", 5, "delay", "a time needs a unit")]
    [InlineData("target: left\n    stagger: 2d\n", 5, "stagger", "stagger must be from 0s to 1d, not 2d")]
    [InlineData("target: left\n    concurrency: 0\n", 5, "concurrency", "concurrency must be from 1 to 100000, not 0")]
    [InlineData("target: left\n    after: right\n", 5, "after", "after must be a list, such as [projector-left], not right")]
    [InlineData("target: left\n    after: [right]\n", 5, "after[0]", "no track is called right; there are left", false, 1)]
    [InlineData("target: left\n    after: [left]\n", 5, "after", "left waits for left: nobody can begin")]
    [InlineData("target: left\n    name: \"a\\u0007\"\n", 5, "name", "control or direction characters")]
    public void Track(string lines, int column, string path, string sentence, bool atItself = false, int further = 0)
    {
        // The last line is wrong, where its value begins.
        var text = $"name: show\ntracks:\n  - {lines}    steps: [{{ application: warp }}]\n";
        var value = path is "taget" or "target" && atItself ? 0 : lines.TrimEnd('\n').Split('\n')[^1].Trim().IndexOf(' ', StringComparison.Ordinal) + 1;
        Texts.IsOneProblem(text, lines.Count(c => c == '\n') + 2, column + value + further, $"tracks[0].{path}", sentence);
    }

    [Theory]
    [InlineData("", 1, 1, "", "there is nothing in the file")]
    [InlineData("# nothing\n", 1, 1, "", "there is nothing in the file")]
    [InlineData("hello", 1, 1, "", "a sequence is a mapping")]
    [InlineData("- a\n- b\n", 1, 1, "", "a sequence is a mapping")]
    [InlineData("tracks: [{ target: a, steps: [{ application: b }] }]\n", 1, 1, "name", "name must be given")]
    [InlineData("name: a b\ntracks: [{ target: a, steps: [{ application: b }] }]\n", 1, 7, "name", "a sequence's name has 1–64 letters")]
    [InlineData("name: a\n", 1, 1, "tracks", "tracks must be given")]
    [InlineData("name: a\ntracks: []\n", 2, 9, "tracks", "a sequence has 1–1024 tracks, not 0")]
    [InlineData("name: a\ntracks: { target: a }\n", 2, 9, "tracks", "tracks must be a list")]
    [InlineData("name: a\ntracks: [left]\n", 2, 10, "tracks[0]", "each of tracks must be a mapping")]
    [InlineData("name: a\ntracks: [{ target: a }]\n", 2, 9, "tracks", "a sequence has 1–2048 steps in all, not 0")]
    [InlineData("name: a\ntracks: [{ target: a, steps: [] }]\n", 2, 9, "tracks", "a sequence has 1–2048 steps in all, not 0")]
    [InlineData("name: a\ntracks: [{ target: a, steps: { application: b } }]\n", 2, 30, "tracks[0].steps", "steps must be a list")]
    [InlineData("name: a\ntracks:\n- { target: a, steps: [{ application: b }] }\n- { target: A, steps: [{ application: b }] }\n", 4, 3, "tracks[1].name", "another track is called A")]
    [InlineData("name: a\ntracks: [{ target: a, steps: [{ application: b }, { application: B }] }]\n", 2, 51, "tracks[0].steps[1].name", "another step of this track is called B")]
    [InlineData("name: a\ntracks: [{ target: a, delay: 20h, steps: [{ application: b, delay: 5h }] }]\n", 2, 68, "tracks[0].steps[0].delay", "with its track's delay it is more than a day")]
    public void Structure(string text, int line, int column, string path, string sentence) => Texts.IsOneProblem(text, line, column, path, sentence);

    [Theory]
    [InlineData("onFailure: panic", 12, "onFailure", "onFailure must be continue, stop or unwind, not panic")]
    [InlineData("offline: wait", 10, "offline", "offline must be refuse, queue or skip, not wait")]
    [InlineData("queue: 500ms", 8, "queue", "queue must be from 1s to 1d, not 500ms")]
    [InlineData("queue: 10", 8, "queue", "a time needs a unit")]
    [InlineData("notify: crew@example.org", 9, "notify", "notify must be a list, such as [crew@example.org]")]
    [InlineData("notify: [a@b.org, crew]", 19, "notify[1]", "not an e-mail address")]
    [InlineData("description: [a]", 14, "description", "description must be a text")]
    [InlineData("onfailure: stop", 1, "onfailure", "did you mean onFailure? allowed here: name, description, tracks, onFailure, offline, queue, notify")]
    [InlineData("name: b", 1, "name", "name stands here twice, first in line 1: keep one")]
    public void Sequence(string text, int column, string path, string sentence) => Texts.IsOneProblem(Texts.Head + text + "\n", 6, column, path, sentence);

    [Fact]
    public void ATrackWithoutAReadableName_DoesNotBlameThoseWhoWaitForIt() => Texts.IsOneProblem(
        "name: a\ntracks:\n- { target: [left], steps: [{ application: b }] }\n- { target: right, after: [left], steps: [{ application: b }] }\n",
        3, 13, "tracks[0].target", "target must be a text");

    [Fact]
    public void EverythingThatIsWrong_IsToldAtOnce_InTheOrderOfTheFile()
    {
        var problems = Texts.Wrong(
            """
            name: evening show
            onFailure: explode
            tracks:
              - target: left
                delay: 5
                steps:
                  - application: bin/warp
                    ready: { port: 0 }
                  - application: player
                    argumnets: [a]
              - target: right
                after: [middle]
                steps: [{ application: x, user: "" }]
            notify: [nobody]
            """);

        Assert.Equal(
            [
                (1, 7, "name"), (2, 12, "onFailure"), (5, 12, "tracks[0].delay"), (7, 22, "tracks[0].steps[0].application"), (8, 24, "tracks[0].steps[0].ready.port"),
                (10, 9, "tracks[0].steps[1].argumnets"), (12, 13, "tracks[1].after[0]"), (13, 37, "tracks[1].steps[0].user"), (14, 10, "notify[0]"),
            ],
            problems.Select(problem => (problem.Line, problem.Column, problem.Path)));
        Assert.All(problems, problem => Assert.NotEmpty(problem.Sentence));
    }

    [Fact]
    public void AProblem_IsWrittenAsCompilersDo() =>
        Assert.Equal("6:16: tracks[0].steps[0].delay: a time needs a unit: 500ms, 2s, 3m, 1h", Texts.Wrong(Texts.Step("delay: 500"))[0].ToString());

    [Fact]
    public void TextOfTheFile_IsShownInOneShortLine()
    {
        var problem = Assert.Single(Texts.Wrong(Texts.Step($"\"{new string('x', 300)}\\n\\e[31m\": 1")));

        Assert.True(problem.Path.Length < 100 && problem.Sentence.Length < 400, problem.ToString());
        Assert.DoesNotContain(problem.ToString(), char.IsControl);
    }
}
