namespace RemoteExec.Storage.Upkeep;

/// <summary>What was forgotten before its time, because the database had become too large.</summary>
/// <param name="Processes">Ended processes, with their output.</param>
/// <param name="Runs">Ended runs.</param>
/// <param name="Events">Events.</param>
/// <param name="UsedBefore">Bytes in use before.</param>
/// <param name="UsedAfter">Bytes in use after.</param>
/// <param name="Fits">False: nothing more may be forgotten, and it is still too large.</param>
public sealed record SizePruning(int Processes, int Runs, int Events, long UsedBefore, long UsedAfter, bool Fits)
{
    /// <summary>Whether anything was forgotten.</summary>
    public bool Forgot => Processes + Runs + Events > 0;
}
