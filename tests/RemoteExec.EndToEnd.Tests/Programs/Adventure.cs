using System.Collections.Concurrent;

namespace RemoteExec.EndToEnd.Tests.Programs;

/// <summary>A test that chance decides: when it fails it tells what had happened, and how it begins the same way again.</summary>
internal static class Adventure
{
    private const string Seed = "REMOTEEXEC_TEST_SEED";

    /// <summary>Goes through it.</summary>
    /// <param name="goThrough">Decides by the first, and tells the second what happens.</param>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static async Task BeginAsync(Func<Random, ConcurrentQueue<string>, Task> goThrough)
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable(Seed), out var given) ? given : Random.Shared.Next();
        var story = new ConcurrentQueue<string>([$"seed {seed} ({Seed}={seed} begins the same way)"]);
        try
        {
            await goThrough(new Random(seed), story);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException(string.Join('\n', story), e);
        }
    }
}
