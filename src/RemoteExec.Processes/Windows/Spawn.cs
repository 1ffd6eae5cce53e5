using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace RemoteExec.Processes.Windows;

/// <summary>A process that exists and does not run yet.</summary>
/// <param name="Pid">Its id.</param>
/// <param name="Process">Its handle; until it is closed the id is given to nobody else.</param>
/// <param name="Thread">Its first thread, to be resumed.</param>
internal readonly record struct Suspended(int Pid, SafeProcessHandle Process, nint Thread);

/// <summary>One call of CreateProcessW.</summary>
[SupportedOSPlatform("windows")]
internal static unsafe class Spawn
{
    private const int StandardHandles = 3;

    // A group of its own, so that CTRL_BREAK reaches it and nobody else. A console program gets a console without a window, which its children share; a program with windows
    // has no console, and shows its windows whatever these flags are.
    private const uint Flags =
        Kernel32.CreateNewProcessGroup | Kernel32.CreateNoWindow | Kernel32.CreateSuspended | Kernel32.CreateUnicodeEnvironment | Kernel32.ExtendedStartupInfoPresent;

    /// <summary>Creates a process that waits to be resumed. Of our handles it inherits the three, and no other.</summary>
    /// <returns>0, or the system's number.</returns>
    internal static int Run(ProcessSpec spec, SafeFileHandle input, SafeFileHandle output, SafeFileHandle error, out Suspended created)
    {
        created = default;
        nuint size = 0;
        _ = Kernel32.InitializeProcThreadAttributeList(null, 1, 0, &size);
        var attributes = NativeMemory.Alloc(size);
        try
        {
            if (!Kernel32.InitializeProcThreadAttributeList(attributes, 1, 0, &size))
            {
                return Marshal.GetLastPInvokeError();
            }

            var handles = stackalloc nint[StandardHandles] { input.DangerousGetHandle(), output.DangerousGetHandle(), error.DangerousGetHandle() };
            var startup = new Kernel32.StartupInfoEx
            {
                Basic = new Kernel32.StartupInfo
                {
                    Size = sizeof(Kernel32.StartupInfoEx),
                    Flags = Kernel32.StartfUseStdHandles,
                    Input = handles[0],
                    Output = handles[1],
                    Error = handles[2],
                },
                Attributes = attributes,
            };
            var result = Kernel32.UpdateProcThreadAttribute(
                attributes, 0, Kernel32.ProcThreadAttributeHandleList, handles, (nuint)(StandardHandles * sizeof(nint)), null, null)
                ? Create(spec, &startup, out created)
                : Marshal.GetLastPInvokeError();
            Kernel32.DeleteProcThreadAttributeList(attributes);
            return result;
        }
        finally
        {
            NativeMemory.Free(attributes);
        }
    }

    /// <summary>Starts a small helper of ours without console, without handles, and without waiting for it.</summary>
    /// <exception cref="Win32Exception">It could not be started.</exception>
    internal static void RunDetached(string file, IEnumerable<string> arguments)
    {
        var startup = new Kernel32.StartupInfoEx { Basic = new Kernel32.StartupInfo { Size = sizeof(Kernel32.StartupInfo) } };
        Kernel32.ProcessInformation information;
        bool done;
        fixed (char* line = (CommandLine.Join(file, arguments) + '\0').ToCharArray())
        {
            done = Kernel32.CreateProcess(file, line, 0, 0, inheritHandles: false, Kernel32.DetachedProcess, null, null, &startup, &information);
        }

        if (!done)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError(), $"{file} could not be started.");
        }

        _ = Kernel32.CloseHandle(information.Thread);
        _ = Kernel32.CloseHandle(information.Process);
    }

    private static int Create(ProcessSpec spec, Kernel32.StartupInfoEx* startup, out Suspended created)
    {
        created = default;
        Kernel32.ProcessInformation information;

        // The system writes into the line while it reads it.
        var line = (CommandLine.Join(spec.FileName, spec.Arguments) + '\0').ToCharArray();
        var block = spec.Environment is null ? null : EnvironmentBlock.Build(spec.Environment);
        fixed (char* command = line, environment = block)
        {
            if (!Kernel32.CreateProcess(spec.FileName, command, 0, 0, inheritHandles: true, Flags, environment, spec.WorkingDirectory, startup, &information))
            {
                return Marshal.GetLastPInvokeError();
            }
        }

        created = new Suspended(information.ProcessId, new SafeProcessHandle(information.Process, ownsHandle: true), information.Thread);
        return 0;
    }
}
