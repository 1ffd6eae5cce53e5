namespace RemoteExec.Server.Hosting;

/// <summary>What the host says. Ids 1000…1099.</summary>
internal static partial class HostingLog
{
    [LoggerMessage(1000, LogLevel.Information, "Agents connect to {Agents}, people to {Http}. Fingerprint {Fingerprint}. Data in {Data}.")]
    internal static partial void Listening(ILogger logger, string agents, string http, string fingerprint, string data);

    [LoggerMessage(1001, LogLevel.Information, "Of {Limit} file descriptors, {Agents} are for agents and {Http} for HTTP; connections beyond that are closed.")]
    internal static partial void Budget(ILogger logger, long limit, int agents, int http);

    [LoggerMessage(1002, LogLevel.Warning, "{Sentence}")]
    internal static partial void ModeTightened(ILogger logger, string sentence);

    [LoggerMessage(1003, LogLevel.Warning, "{Http} can be reached from other machines and is not encrypted: API tokens cross the network in the clear. Put a TLS proxy in front, or listen on 127.0.0.1.")]
    internal static partial void HttpExposed(ILogger logger, string http);

    [LoggerMessage(1004, LogLevel.Warning, "The {Endpoint} endpoint is full with {Most} connections; new ones are closed. Raise the limit of open files (ulimit -n, or LimitNOFILE of the service) to allow more.")]
    internal static partial void EndpointFull(ILogger logger, string endpoint, int most);

    [LoggerMessage(1005, LogLevel.Information, "Stopped.")]
    internal static partial void Stopped(ILogger logger);

    [LoggerMessage(1006, LogLevel.Information, "Made {Path}: {What}.")]
    internal static partial void Made(ILogger logger, string path, string what);

    [LoggerMessage(1007, LogLevel.Warning, "{Path} is missing. Agents still authenticate with the password they have; to get a new one written there, run: remoteexec-server password rotate --overlap 1h")]
    internal static partial void PasswordFileMissing(ILogger logger, string path);

    [LoggerMessage(1008, LogLevel.Warning, "Settings were not read again: {Problems}")]
    internal static partial void ReloadRefused(ILogger logger, string problems);

    [LoggerMessage(1009, LogLevel.Information, "The settings were read again.")]
    internal static partial void Reloaded(ILogger logger);

    [LoggerMessage(1010, LogLevel.Error, "Could not remove {Path}: {Reason}")]
    internal static partial void RemoveFailed(ILogger logger, string path, string reason);

    [LoggerMessage(1012, LogLevel.Information, "Agents connect to {Now} from now on, and no longer to {Before}; who is connected stays.")]
    internal static partial void AgentPortChanged(ILogger logger, string before, string now);

    [LoggerMessage(1013, LogLevel.Warning, "The secret {Name} among the settings cannot be opened: settings.key is another one, or gone. Set it again.")]
    internal static partial void SecretLost(ILogger logger, string name);

    [LoggerMessage(1014, LogLevel.Warning, "What was set over HTTP does not fit the settings file any more, and does not hold: {Problems}")]
    internal static partial void StoredIgnored(ILogger logger, string problems);

    [LoggerMessage(1011, LogLevel.Warning, "Old records could not be pruned; it is tried again.")]
    internal static partial void NotPruned(ILogger logger, Exception reason);

    [LoggerMessage(1015, LogLevel.Information, "The database had become larger than retentionMegabytes: forgot {Processes} processes, {Runs} runs and {Events} events, the oldest; {Before} MB in use before, {After} MB now.")]
    internal static partial void PrunedToSize(ILogger logger, int processes, int runs, int events, string before, string after);

    [LoggerMessage(1016, LogLevel.Warning, "The database uses {Used} MB, more than retentionMegabytes, and nothing more of it may be forgotten: the rest is under way, or is no history. Allow it more.")]
    internal static partial void StaysTooLarge(ILogger logger, string used);
}
