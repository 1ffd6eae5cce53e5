namespace RemoteExec.Server.Gateway;

/// <summary>What the gateway adds to the server.</summary>
internal static class GatewayExtensions
{
    internal static IServiceCollection AddGateway(this IServiceCollection services) => services
        .AddSingleton<WaitingRoom>()
        .AddSingleton<PasswordBackoff>()
        .AddSingleton<PasswordVerifier>()
        .AddSingleton<GatewayMetrics>()
        .AddSingleton<SessionTable>()
        .AddSingleton<SessionServices>()
        .AddHostedService<Goodbye>();
}
