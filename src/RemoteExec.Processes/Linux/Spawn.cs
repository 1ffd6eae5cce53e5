using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;

namespace RemoteExec.Processes.Linux;

/// <summary>One call of posix_spawn.</summary>
internal static unsafe class Spawn
{
    // The C library's structures are opaque; these are larger than any of them (glibc: 336, 80 and 128 bytes).
    private const int OpaqueSize = 1024;

    private static readonly byte[] DevNull = "/dev/null\0"u8.ToArray();

    /// <returns>0, or the system's number.</returns>
    internal static int Run(ProcessSpec spec, int stdout, int stderr, out int pid)
    {
        var attributes = stackalloc byte[OpaqueSize];
        var actions = stackalloc byte[OpaqueSize];
        Require(Libc.posix_spawnattr_init(attributes));
        Require(Libc.posix_spawn_file_actions_init(actions));
        var argv = new NativeStrings([spec.FileName, .. spec.Arguments]);
        var environment = new NativeStrings(Environment(spec));
        var folder = spec.WorkingDirectory is null ? null : Encoding.UTF8.GetBytes(spec.WorkingDirectory + '\0');
        var file = Encoding.UTF8.GetBytes(spec.FileName + '\0');
        try
        {
            SetSignals(attributes);
            int id;
            fixed (byte* nothing = DevNull, cwd = folder, path = file)
            {
                Require(Libc.posix_spawn_file_actions_addopen(actions, 0, nothing, 0, 0));
                Require(Libc.posix_spawn_file_actions_adddup2(actions, stdout, 1));
                Require(Libc.posix_spawn_file_actions_adddup2(actions, stderr, 2));
                if (cwd is not null)
                {
                    Require(Libc.posix_spawn_file_actions_addchdir_np(actions, cwd));
                }

                CloseTheRest(actions);
                var errno = Libc.posix_spawn(&id, path, actions, attributes, argv.Pointers, environment.Pointers);
                pid = id;
                return errno;
            }
        }
        finally
        {
            argv.Free();
            environment.Free();
            Require(Libc.posix_spawn_file_actions_destroy(actions));
            Require(Libc.posix_spawnattr_destroy(attributes));
        }
    }

    // A session of its own, every signal as a new program expects it (the runtime ignores SIGPIPE), none blocked.
    private static void SetSignals(byte* attributes)
    {
        var set = stackalloc byte[OpaqueSize];
        Require(Libc.sigfillset(set));
        Require(Libc.posix_spawnattr_setsigdefault(attributes, set));
        Require(Libc.sigemptyset(set));
        Require(Libc.posix_spawnattr_setsigmask(attributes, set));
        Require(Libc.posix_spawnattr_setflags(attributes, Libc.SpawnSetSid | Libc.SpawnSetSigdef | Libc.SpawnSetSigmask));
    }

    // Where the C library lacks it (musl, glibc before 2.34) O_CLOEXEC, which the runtime sets everywhere, does the same.
    private static void CloseTheRest(byte* actions)
    {
        try
        {
            Require(Libc.posix_spawn_file_actions_addclosefrom_np(actions, 3));
        }
        catch (EntryPointNotFoundException)
        {
            return;
        }
    }

    // Setting up a call fails for want of memory only.
    private static void Require(int result)
    {
        if (result != 0)
        {
            throw new Win32Exception(result, "The start of a process could not be prepared.");
        }
    }

    private static List<string> Environment(ProcessSpec spec)
    {
        var all = new List<string>();
        if (spec.Environment is { } chosen)
        {
            all.AddRange(chosen.Select(variable => $"{variable.Key}={variable.Value}"));
        }
        else
        {
            foreach (System.Collections.DictionaryEntry variable in System.Environment.GetEnvironmentVariables())
            {
                all.Add($"{variable.Key}={variable.Value}");
            }
        }

        if (spec.Mark is { } mark)
        {
            all.RemoveAll(variable => variable.StartsWith(ProcessMark.Prefix, StringComparison.Ordinal));
            all.Add(ProcessMark.Prefix + mark);
        }

        return all;
    }

    /// <summary>A NULL-terminated array of C strings, in one block of memory.</summary>
    private readonly struct NativeStrings
    {
        internal NativeStrings(IEnumerable<string> strings)
        {
            var encoded = strings.Select(Encoding.UTF8.GetBytes).ToList();
            var table = (nuint)((encoded.Count + 1) * sizeof(byte*));
            Pointers = (byte**)NativeMemory.AllocZeroed(table + (nuint)encoded.Sum(bytes => bytes.Length + 1));
            var next = (byte*)Pointers + table;
            for (var i = 0; i < encoded.Count; i++)
            {
                Pointers[i] = next;
                encoded[i].CopyTo(new Span<byte>(next, encoded[i].Length));
                next += encoded[i].Length + 1;
            }
        }

        internal byte** Pointers { get; }

        internal void Free() => NativeMemory.Free(Pointers);
    }
}
