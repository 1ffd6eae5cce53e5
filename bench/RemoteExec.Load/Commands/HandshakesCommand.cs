using System.CommandLine;
using System.Diagnostics;
using RemoteExec.Load.Measuring;
using RemoteExec.Load.Peers;
using RemoteExec.Protocol.Cryptography;
using RemoteExec.Protocol.Messages;
using RemoteExec.Protocol.Sessions;

namespace RemoteExec.Load.Commands;

/// <summary><c>handshakes</c>: from a dialled socket to an authenticated channel, against what one core computes.</summary>
internal static class HandshakesCommand
{
    internal static Command Create()
    {
        var parallel = new Option<int>("--parallel") { Description = "Handshakes under way at once.", DefaultValueFactory = _ => 16 };
        var rounds = CommonOptions.Rounds(7);
        var seconds = CommonOptions.Seconds(1);
        var json = CommonOptions.Json();
        var command = new Command("handshakes", "Full handshakes per second, with identity and plain, against the bare X25519 rate of one core.") { parallel, rounds, seconds, json };
        command.SetAction((parsed, _) => RunAsync(parsed.GetValue(parallel), parsed.GetValue(rounds), parsed.GetValue(seconds), parsed.GetValue(json)));
        return command;
    }

    private static async Task RunAsync(int parallel, int rounds, double seconds, bool json)
    {
        await using var server = ChildProcess.Self(PeerCommands.Server);
        var port = int.Parse((await server.ReadLineAsync()).Split(' ')[1]);
        using var identity = SigningKey.Generate();
        var withIdentity = new ClientHandshakeOptions { Identity = identity, TrustOnFirstUse = true, Password = "load" };
        var plain = new ClientHandshakeOptions { Offer = WireExtensions.None, PlainAllowed = true, Password = "load" };
        var arithmetic = new HandshakeArithmetic();
        List<double> x25519 = [];
        List<double> computed = [];
        List<double> computedPlain = [];
        List<double> identities = [];
        List<double> plains = [];
        for (var i = -1; i < rounds; i++)
        {
            var bare = arithmetic.Rate(arithmetic.X25519, seconds / 3);
            var all = arithmetic.Rate(arithmetic.BothEndsWithIdentity, seconds / 3);
            var allPlain = arithmetic.Rate(arithmetic.BothEndsPlain, seconds / 3);
            var ofIdentity = await MeasureAsync(port, withIdentity, parallel, seconds);
            var ofPlain = await MeasureAsync(port, plain, parallel, seconds);
            if (i >= 0)
            {
                x25519.Add(bare);
                computed.Add(all);
                computedPlain.Add(allPlain);
                identities.Add(ofIdentity);
                plains.Add(ofPlain);
            }
        }

        var report = new Report(
            "handshakes",
            $"{parallel} at once over loopback, client and server in two processes on the same cores; from connect() until the client knows that it is in; medians of {rounds} interleaved rounds;",
            "", "per second", "range", "of bare X25519");
        Add(report, "bare X25519 (crypto_box_beforenm), one core", x25519, x25519);
        Add(report, "all the arithmetic of both ends, plain, one core", computedPlain, x25519);
        Add(report, "all the arithmetic of both ends, with identity, one core", computed, x25519);
        Add(report, "full handshakes, plain", plains, x25519);
        Add(report, "full handshakes, with identity", identities, x25519);
        report.Print(json);
    }

    private static void Add(Report report, string name, List<double> rates, List<double> baseline) => report.Add(
        name,
        Cell.Of(Statistics.Median(rates)),
        Statistics.Range(rates, "N0"),
        Cell.Of(Statistics.Median(rates.Zip(baseline, (rate, bare) => rate / bare)), "F2"));

    private static async Task<double> MeasureAsync(int port, ClientHandshakeOptions options, int parallel, double seconds)
    {
        var clock = Stopwatch.StartNew();
        var done = await Task.WhenAll(Enumerable.Range(0, parallel).Select(_ => Task.Run(async () =>
        {
            var count = 0;
            while (clock.Elapsed.TotalSeconds < seconds)
            {
                await MeetAsync(port, options);
                count++;
            }

            return count;
        })));
        return done.Sum() / clock.Elapsed.TotalSeconds;
    }

    private static async Task MeetAsync(int port, ClientHandshakeOptions options)
    {
        await using var connection = await Dialler.ConnectAsync(port, abortive: true);
        var outcome = await ClientHandshake.RunAsync(connection.Transport, options, TimeProvider.System);
        using var channel = outcome.Channel ?? throw new InvalidOperationException($"The handshake failed: {outcome.Detail}");
        if (channel.Extensions == WireExtensions.None && (await channel.ReadAsync()).Kind != ChannelReadKind.Packet)
        {
            throw new InvalidOperationException("The server said nothing.");
        }
    }
}
