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

        foreach (var line in StatusText.Lines(status))
        {
            Say.Line(parsed, line);
        }

        return null;
    }

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
