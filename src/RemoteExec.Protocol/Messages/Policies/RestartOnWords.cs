namespace RemoteExec.Protocol.Messages.Policies;

/// <summary>The words of <see cref="RestartOn"/> on the wire; compared exactly.</summary>
public static class RestartOnWords
{
    /// <summary>What <c>on</c> may be, as the end of a sentence.</summary>
    public const string Sentence = "must be never, unexpected or always";

    /// <summary>The word.</summary>
    /// <param name="on">After which ends.</param>
    public static string ToWord(this RestartOn on) => on switch
    {
        RestartOn.Never => "never",
        RestartOn.Unexpected => "unexpected",
        RestartOn.Always => "always",
        _ => throw new ArgumentOutOfRangeException(nameof(on), on, "not a word of the wire"),
    };

    /// <summary>What a word means; null when it is none.</summary>
    /// <param name="word">Any text.</param>
    public static RestartOn? Parse(string? word) => word switch
    {
        "never" => RestartOn.Never,
        "unexpected" => RestartOn.Unexpected,
        "always" => RestartOn.Always,
        _ => null,
    };
}
