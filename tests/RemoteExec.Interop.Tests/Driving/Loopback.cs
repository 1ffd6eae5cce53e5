namespace RemoteExec.Interop.Tests.Driving;

/// <summary>
/// Linux answers on all of 127.0.0.0/8, so every test has an address of its own: machines are named by their address and wrong passwords are counted by it, and tests run
/// side by side.
/// </summary>
internal static class Loopback
{
    internal const string AddressOutsideThePool = "127.2.0.1";

    private static int _given;

    internal static string NextAddress()
    {
        var number = Interlocked.Increment(ref _given);
        return $"127.1.{number / 200}.{(number % 200) + 10}";
    }
}
