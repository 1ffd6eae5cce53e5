namespace RemoteExec.Agent.Service;

/// <summary>How the service manager starts this program.</summary>
/// <param name="Command">The file and what comes before the arguments; absolute paths.</param>
/// <param name="IsNative">Compiled ahead: it never makes code while it runs.</param>
/// <param name="Runtime">Where the .NET runtime is when it is not in its usual place; null: it is, or none is needed.</param>
internal sealed record ServiceProgram(IReadOnlyList<string> Command, bool IsNative, string? Runtime)
{
    /// <summary>The program that runs now.</summary>
    internal static ServiceProgram Current() => Of(
        Environment.ProcessPath ?? throw new InvalidDataException("the path of this program is not known; start it by its whole path."),
        Environment.GetCommandLineArgs()[0],

        // What the runtime was given to load; a program that was compiled ahead loads nothing. (RuntimeFeature says what the project wishes, not what is.)
        AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") is null,
        Environment.GetEnvironmentVariable("DOTNET_ROOT"));

    /// <param name="process">The running file: this program, or <c>dotnet</c>, which was given it.</param>
    /// <param name="assembly">What <c>dotnet</c> was given.</param>
    /// <param name="isNative">Compiled ahead.</param>
    /// <param name="runtime">DOTNET_ROOT.</param>
    internal static ServiceProgram Of(string process, string assembly, bool isNative, string? runtime) =>
        Path.GetFileNameWithoutExtension(process).Equals("dotnet", StringComparison.OrdinalIgnoreCase)
            ? new ServiceProgram([process, Path.GetFullPath(assembly)], isNative, null)
            : new ServiceProgram([process], isNative, isNative || string.IsNullOrEmpty(runtime) ? null : runtime);
}
