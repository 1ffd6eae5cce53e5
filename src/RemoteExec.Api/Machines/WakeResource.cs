namespace RemoteExec.Api.Machines;

/// <summary>What came of waking a machine. Whether it worked shows when it comes.</summary>
/// <param name="Machine">Its name.</param>
/// <param name="Connected">It is there already, and nothing was sent.</param>
/// <param name="Through">The machines that were asked to wake it.</param>
public sealed record WakeResource(string Machine, bool Connected, IReadOnlyList<string> Through);
