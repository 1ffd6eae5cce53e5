using System.Runtime.InteropServices;

namespace RemoteExec.Agent.Service;

/// <summary>
/// What the service control manager of Windows wants of a program that it starts: a main function that it calls, a handler that it tells to stop, and the state in between.
/// </summary>
internal static unsafe partial class WindowsService
{
    /// <summary>The hidden command that the service is started with.</summary>
    internal const string Command = "windows-service";

    private const uint OwnProcess = 0x10;
    private const uint Stopped = 1;
    private const uint StartPending = 2;
    private const uint StopPending = 3;
    private const uint Running = 4;
    private const uint AcceptStopAndShutdown = 0x1 | 0x4;
    private const uint ControlStop = 1;
    private const uint ControlShutdown = 5;
    private const uint StopsWithinMilliseconds = 15_000;
    private const uint ServiceSpecificError = 1066;

    private static readonly CancellationTokenSource Stop = new();
    private static Func<CancellationToken, Task<string?>>? _agent;
    private static string? _refusal;
    private static nint _handle;

    /// <summary>Runs the agent as the service control manager says; comes back when it has ended.</summary>
    /// <returns>Null, or why it ended.</returns>
    internal static string? Run(Func<CancellationToken, Task<string?>> agent)
    {
        _agent = agent;
        fixed (char* name = WindowsServiceControl.Name)
        {
            var table = stackalloc TableEntry[2];
            table[0] = new TableEntry { Name = name, Main = &ServiceMain };
            table[1] = default;
            return StartServiceCtrlDispatcher(table)
                ? _refusal
                : $"this command is for the service control manager (error {Marshal.GetLastPInvokeError()}); use \"run\" at a terminal.";
        }
    }

    [UnmanagedCallersOnly]
    private static void ServiceMain(uint count, char** arguments)
    {
        _handle = RegisterServiceCtrlHandlerEx(WindowsServiceControl.Name, &Handle, 0);
        Tell(StartPending, 0, 0);
        Tell(Running, AcceptStopAndShutdown, 0);
        try
        {
            _refusal = _agent!(Stop.Token).GetAwaiter().GetResult();
        }
        catch (Exception e)
        {
            // Nothing may leave a function that Windows has called; the refusal reaches whoever called Run.
            _refusal = e.Message;
        }

        Tell(Stopped, 0, _refusal is null ? 0 : ServiceSpecificError);
    }

    [UnmanagedCallersOnly]
    private static uint Handle(uint control, uint kind, void* data, void* context)
    {
        if (control is ControlStop or ControlShutdown)
        {
            Tell(StopPending, 0, 0);

            // Not here: what is told of it may take its time, and Windows waits for this function.
            ThreadPool.UnsafeQueueUserWorkItem(static _ => Stop.Cancel(), null);
        }

        return 0;
    }

    private static void Tell(uint state, uint accepts, uint exitCode)
    {
        var status = new Status
        {
            Type = OwnProcess,
            State = state,
            Accepts = accepts,
            ExitCode = exitCode,
            SpecificCode = exitCode == 0 ? 0u : 1u,
            WaitHint = state == StopPending ? StopsWithinMilliseconds : 0,
        };
        SetServiceStatus(_handle, &status);
    }

    [LibraryImport("advapi32.dll", EntryPoint = "StartServiceCtrlDispatcherW", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool StartServiceCtrlDispatcher(TableEntry* table);

    [LibraryImport("advapi32.dll", EntryPoint = "RegisterServiceCtrlHandlerExW", StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial nint RegisterServiceCtrlHandlerEx(string name, delegate* unmanaged<uint, uint, void*, void*, uint> handler, nint context);

    [LibraryImport("advapi32.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool SetServiceStatus(nint handle, Status* status);

    // SERVICE_TABLE_ENTRYW
    private struct TableEntry
    {
        internal char* Name;
        internal delegate* unmanaged<uint, char**, void> Main;
    }

    // SERVICE_STATUS
    private struct Status
    {
        internal uint Type;
        internal uint State;
        internal uint Accepts;
        internal uint ExitCode;
        internal uint SpecificCode;
        internal uint CheckPoint;
        internal uint WaitHint;
    }
}
