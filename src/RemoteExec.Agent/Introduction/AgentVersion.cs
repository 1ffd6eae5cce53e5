using System.Reflection;

namespace RemoteExec.Agent.Introduction;

/// <summary>The version of this program.</summary>
internal static class AgentVersion
{
    internal static string Text { get; } =
        typeof(AgentVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";
}
