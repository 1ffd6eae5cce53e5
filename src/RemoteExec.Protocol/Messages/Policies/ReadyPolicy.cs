namespace RemoteExec.Protocol.Messages.Policies;

/// <summary>When a process counts as ready: exactly one of the conditions is set.</summary>
public sealed record ReadyPolicy
{
    /// <summary>It has run this long: 1…86,400,000 ms, and less than <see cref="TimeoutMilliseconds"/>.</summary>
    public int? RunningMilliseconds { get; init; }

    /// <summary>This TCP port of its machine takes connections on 127.0.0.1 or ::1: 1…65,535.</summary>
    public int? Port { get; init; }

    /// <summary>A line of its output matches this regular expression (<see cref="ReadyPattern"/>): 1–512 characters.</summary>
    public string? Log { get; init; }

    /// <summary>It has ended with this code: 0…255.</summary>
    public int? Exit { get; init; }

    /// <summary>This <c>http://</c> URL answers a GET with 200…399: at most 1,024 characters.</summary>
    public string? Http { get; init; }

    /// <summary>From the start of an attempt; what is not ready by then is told as not ready: 1…86,400,000 ms.</summary>
    public int TimeoutMilliseconds { get; init; } = MessageLimits.DefaultReadyTimeoutMilliseconds;
}
