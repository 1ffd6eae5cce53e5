using System.ComponentModel;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace RemoteExec.Processes.Windows;

/// <summary>
/// A pipe out of a program: a named one, because anonymous pipes of Windows cannot be read without a thread that waits. Nobody else gets in: the name is random, there is one
/// instance, and its one writer is connected before anybody hears of it.
/// </summary>
[SupportedOSPlatform("windows")]
internal sealed class OutputPipe : IDisposable
{
    private const int BufferSize = 64 * 1024;

    private OutputPipe(NamedPipeServerStream readEnd, SafeFileHandle writeEnd)
    {
        ReadEnd = readEnd;
        WriteEnd = writeEnd;
    }

    /// <summary>Ours.</summary>
    internal NamedPipeServerStream ReadEnd { get; }

    /// <summary>The program's: it blocks, as programs expect, and may be inherited.</summary>
    internal SafeFileHandle WriteEnd { get; }

    /// <exception cref="IOException">The system has no more pipes to give.</exception>
    /// <exception cref="Win32Exception">The same.</exception>
    internal static OutputPipe Open()
    {
        var name = $"remoteexec-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}";
        var readEnd = new NamedPipeServerStream(
            name, PipeDirection.In, 1, PipeTransmissionMode.Byte, PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly | PipeOptions.FirstPipeInstance, BufferSize, 0);
        SafeFileHandle? writeEnd = null;
        try
        {
            writeEnd = InheritableFile.Open($@"\\.\pipe\{name}", InheritableFile.GenericWrite | InheritableFile.ReadAttributes);

            // It is connected already: this takes note, and does not wait.
            readEnd.WaitForConnection();
            return new OutputPipe(readEnd, writeEnd);
        }
        catch
        {
            writeEnd?.Dispose();
            readEnd.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        WriteEnd.Dispose();
        ReadEnd.Dispose();
    }
}

/// <summary>Files and devices that a child may inherit.</summary>
[SupportedOSPlatform("windows")]
internal static class InheritableFile
{
    internal const uint GenericWrite = 0x4000_0000;
    internal const uint GenericRead = 0x8000_0000;
    internal const uint ReadAttributes = 0x80;

    /// <exception cref="Win32Exception">It cannot be opened.</exception>
    internal static unsafe SafeFileHandle Open(string name, uint access)
    {
        var security = new Kernel32.SecurityAttributes { Size = sizeof(Kernel32.SecurityAttributes), InheritHandle = 1 };
        var handle = Kernel32.CreateFile(name, access, Kernel32.FileShareReadWrite, &security, Kernel32.OpenExisting, 0, 0);
        if (!handle.IsInvalid)
        {
            return handle;
        }

        var error = Marshal.GetLastPInvokeError();
        handle.Dispose();
        throw new Win32Exception(error, $"{name} could not be opened.");
    }
}
