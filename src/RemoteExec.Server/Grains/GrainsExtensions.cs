using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Orleans.Configuration;
using Orleans.Serialization;
using RemoteExec.Fleet.Processes;
using RemoteExec.Server.Grains.Runs;
using RemoteExec.Storage.Reading;

namespace RemoteExec.Server.Grains;

/// <summary>Orleans, inside this process.</summary>
internal static class GrainsExtensions
{
    /// <summary>Adds the silo and what its grains need.</summary>
    internal static void AddGrains(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ProcessIds>();
        builder.Services.AddSingleton<RunIds>();
        builder.Services.AddSingleton<MachinePresence>();
        builder.Services.AddSerializer(serializer => serializer.AddJsonSerializer(
            type => type.Namespace?.StartsWith("RemoteExec.Fleet", StringComparison.Ordinal) == true));
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(siloPort: FreePort(), gatewayPort: 0, serviceId: "remoteexec", clusterId: "local");

            // No predecessor is to be told from its successor; and a clock that is set forward by more than an hour must not make this silo take itself for dead.
            silo.Configure<ClusterMembershipOptions>(membership => membership.SiloGenerationRetirementAge = null);

            // There is no other silo, so whoever connects is somebody else on this machine, and the silo would carry out what he asks.
            silo.Configure<SiloConnectionOptions>(connections => connections.ConfigureSiloInboundConnection(inbound => inbound.Run(connection =>
            {
                connection.Abort(new ConnectionAbortedException("Nobody else takes part in this silo."));
                return Task.CompletedTask;
            })));
            silo.AddStartupTask(WakeThoseThatWaitAsync);
            silo.AddStartupTask(ResumeRunsAsync);
            silo.Configure<MessagingOptions>(messaging => messaging.ResponseTimeout = TimeSpan.FromSeconds(30));
        });
    }

    // What waits for a machine expires also when neither the machine nor an operator ever asks for it again.
    private static async Task WakeThoseThatWaitAsync(IServiceProvider services, CancellationToken cancellation)
    {
        var grains = services.GetRequiredService<IGrainFactory>();
        var live = await services.GetRequiredService<IFleetReader>().ProcessesAsync(null, withEnded: false, 0, int.MaxValue, cancellation).ConfigureAwait(false);
        var waiting = live.Where(row => row.Process.State == ProcessState.Queued).Select(row => row.Process.MachineId).Distinct();
        await Task.WhenAll(waiting.Select(machine => grains.GetGrain<IMachineGrain>(machine).ViewAsync())).ConfigureAwait(false);
    }

    // A run that was under way when the last server ended goes on where it was.
    private static async Task ResumeRunsAsync(IServiceProvider services, CancellationToken cancellation)
    {
        var grains = services.GetRequiredService<IGrainFactory>();
        var open = await services.GetRequiredService<IRunReader>().OpenRunsAsync(cancellation).ConfigureAwait(false);
        await Task.WhenAll(open.Select(run => grains.GetGrain<IRunGrain>(run).ResumeAsync())).ConfigureAwait(false);
    }

    // One process needs no other silo to find it, but Orleans wants an address; several servers may share this machine.
    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
