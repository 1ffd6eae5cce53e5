using System.CommandLine;
using System.Text.Json;
using RemoteExec.Agent.Hosting;
using RemoteExec.Agent.Service;
using RemoteExec.Agent.Settings;

namespace RemoteExec.Agent.CommandLine;

/// <summary><c>status</c>: what the agent of this machine does.</summary>
internal static class StatusCommand
{
    internal static Command Create(AgentOptions options)
    {
        var command = new Command("status", "Say whether the agent runs, which server it is connected to and what it runs.");
        options.AddBasicsTo(command);
        Guarded.Sets(command, options, (parsed, settings, _) => Task.FromResult(Show(parsed, settings, options.Json(parsed))));
        return command;
    }

    private static string? Show(ParseResult parsed, AgentSettings settings, bool json)
    {
        var folder = AgentFolder.Peek(settings.DataDirectory);
        if (!IsHeld(folder) || Read(folder) is not { } status)
        {
            return ServicePlaces.FindInstalled() is { } installed
                ? $"no agent runs on {folder.Path}, though a service is installed: {installed}. systemctl status {UnitPlan.Agent} says why; systemctl --user, if it is a user's."
                : $"no agent runs on {folder.Path}. Start one with: remoteexec-agent run --server HOST:PORT …, or make it a service: remoteexec-agent install --server HOST:PORT …";
        }

        status = status with { Service = ServicePlaces.FindInstalled() };

        if (json)
        {
            Say.Line(parsed, JsonSerializer.Serialize(status, AgentStatusJson.Default.AgentStatus));
            return null;
        }

        Say.Line(parsed, $"agent       {status.Version}, process {status.Pid}, since {Local(status.StartedAt)}");
        Say.Line(parsed, $"server      {Server(status)}");
        Say.Line(parsed, $"machine     {(status.Name is null ? "(not named yet)" : $"{status.Name} ({status.Id})")}");
        Say.Line(parsed, $"processes   {status.Processes}");
        Say.Line(parsed, $"service     {status.Service ?? "none is installed; it ends when whoever started it ends it"}");
        Say.Line(parsed, $"may start   {(status.Allow.Count == 0 ? "nothing: add --allow DIR" : string.Join(", ", status.Allow))}");
        return null;
    }

    private static string Server(AgentStatus status) =>
        status.Connected ? $"{status.Server}, connected since {Local(status.Since)}" : $"not connected since {Local(status.Since)}: {status.Problem}";

    private static string Local(DateTimeOffset at) => at.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss");

    private static bool IsHeld(AgentFolder folder)
    {
        if (!File.Exists(folder.Lock))
        {
            return false;
        }

        using var held = FolderLock.TryTake(folder);
        return held is null;
    }

    private static AgentStatus? Read(AgentFolder folder)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(folder.Status), AgentStatusJson.Default.AgentStatus);
        }
        catch (Exception e) when (e is FileNotFoundException or JsonException)
        {
            return null;
        }
    }
}
