using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text.Json.Serialization;
using Microsoft.Win32;

namespace RemoteExec.Agent.Introduction;

/// <summary>What people want to know of a machine.</summary>
/// <param name="Agent">Program and version.</param>
/// <param name="Os">As the system calls itself.</param>
/// <param name="Architecture">x64, arm64, …</param>
/// <param name="Cpu">Model; empty when the system does not say.</param>
/// <param name="Cores">Logical ones.</param>
/// <param name="Memory">Bytes.</param>
/// <param name="Host">The machine's own name.</param>
internal sealed record SetupFacts(string Agent, string Os, string Architecture, string Cpu, int Cores, long Memory, string Host)
{
    internal static SetupFacts Collect() => new(
        $"remoteexec-agent {AgentVersion.Text}",
        OsName(),
        RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant(),
        OperatingSystem.IsWindows() ? WindowsCpu() : Field("/proc/cpuinfo", "model name", ':'),
        Environment.ProcessorCount,
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        Environment.MachineName);

    private static string OsName()
    {
        var pretty = OperatingSystem.IsWindows() ? "" : Field("/etc/os-release", "PRETTY_NAME", '=').Trim('"');
        return pretty.Length > 0 ? pretty : RuntimeInformation.OSDescription;
    }

    [SupportedOSPlatform("windows")]
    private static string WindowsCpu() =>
        (Registry.GetValue(@"HKEY_LOCAL_MACHINE\HARDWARE\DESCRIPTION\System\CentralProcessor\0", "ProcessorNameString", null) as string ?? "").Trim();

    private static string Field(string file, string name, char separator)
    {
        try
        {
            return File.Exists(file)
                && File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) is { } line
                    ? line[(line.IndexOf(separator, StringComparison.Ordinal) + 1)..].Trim()
                    : "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SetupFacts))]
[JsonSerializable(typeof(IReadOnlyList<Protocol.Messages.FolderNode>))]
internal sealed partial class SetupJson : JsonSerializerContext;
