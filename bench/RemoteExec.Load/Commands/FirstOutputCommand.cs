using System.CommandLine;
using System.Diagnostics;
using RemoteExec.Load.Measuring;

namespace RemoteExec.Load.Commands;

/// <summary><c>first-output</c>: from starting a command line to the first byte that it prints. bench/first-output.sh prepares what it compares.</summary>
internal static class FirstOutputCommand
{
    internal static Command Create()
    {
        var commands = new Option<string[]>("--command")
        {
            Description = "NAME=PROGRAM ARG… (split at blanks); the first is what the others are compared with.",
            Required = true,
            AllowMultipleArgumentsPerToken = false,
        };
        var expect = new Option<string>("--expect") { Description = "What each must print.", DefaultValueFactory = _ => "hello" };
        var rounds = CommonOptions.Rounds(25);
        var json = CommonOptions.Json();
        var command = new Command("first-output", "Milliseconds from a command line typed to its first output, interleaved.") { commands, expect, rounds, json };
        command.SetAction((parsed, _) => RunAsync(parsed.GetValue(commands)!, parsed.GetValue(expect)!, parsed.GetValue(rounds), parsed.GetValue(json)));
        return command;
    }

    private static async Task RunAsync(string[] commands, string expected, int rounds, bool json)
    {
        var contenders = commands.Select(text => text.Split('=', 2)).Select(parts => (Name: parts[0], Line: parts[1].Split(' '), Times: new List<double>())).ToList();
        for (var i = -2; i < rounds; i++)
        {
            foreach (var contender in contenders)
            {
                var time = await MeasureAsync(contender.Line, expected);
                if (i >= 0)
                {
                    contender.Times.Add(time);
                }
            }
        }

        var report = new Report(
            "first-output", $"from the start of the command to its first byte of output, over loopback, {rounds} interleaved rounds;", "", "ms (median)", "ms (10 % – 90 %)", "of the first row");
        foreach (var (name, _, times) in contenders)
        {
            report.Add(
                name,
                Cell.Of(Statistics.Median(times), "F1"),
                $"{Statistics.Quantile(times, 0.1):F1}–{Statistics.Quantile(times, 0.9):F1}",
                Cell.Of(Statistics.Median(times.Zip(contenders[0].Times, (time, first) => time / first)), "F2"));
        }

        report.Print(json);
    }

    private static async Task<double> MeasureAsync(string[] line, string expected)
    {
        var start = new ProcessStartInfo(line[0], line[1..]) { RedirectStandardOutput = true, RedirectStandardInput = true };
        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        var buffer = new byte[4_096];
        var read = await process.StandardOutput.BaseStream.ReadAsync(buffer);
        var time = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        var printed = System.Text.Encoding.UTF8.GetString(buffer, 0, read).Trim();
        return process.ExitCode == 0 && printed == expected
            ? time
            : throw new InvalidOperationException($"{string.Join(' ', line)} printed \"{printed}\" and ended with {process.ExitCode}.");
    }
}
