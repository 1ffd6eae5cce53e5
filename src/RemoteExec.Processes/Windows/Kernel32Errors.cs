namespace RemoteExec.Processes.Windows;

/// <summary>The numbers that starting a process fails with.</summary>
internal static class Kernel32Errors
{
    internal const int FileNotFound = 2;
    internal const int PathNotFound = 3;
    internal const int TooManyOpenFiles = 4;
    internal const int AccessDenied = 5;
    internal const int NotEnoughMemory = 8;
    internal const int OutOfMemory = 14;
    internal const int InvalidName = 123;
    internal const int AlreadyExists = 183;
    internal const int BadExeFormat = 193;
    internal const int FileNameTooLong = 206;
    internal const int MachineTypeMismatch = 216;
    internal const int Directory = 267;
    internal const int ElevationRequired = 740;
    internal const int NoSystemResources = 1450;
    internal const int CommitmentLimit = 1455;
}
