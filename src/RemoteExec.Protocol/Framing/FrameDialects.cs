namespace RemoteExec.Protocol.Framing;

/// <summary>What follows from a <see cref="FrameDialect"/>.</summary>
public static class FrameDialects
{
    /// <summary>Bytes of the LENGTH field, in every dialect.</summary>
    public const int LengthFieldSize = 4;

    /// <summary>Bytes before DATA.</summary>
    /// <param name="dialect">The dialect.</param>
    /// <returns>4 or 16.</returns>
    public static int HeaderSize(this FrameDialect dialect) =>
        dialect is FrameDialect.BE16 or FrameDialect.LE16 ? 16 : LengthFieldSize;

    /// <summary>Whether LENGTH is in network byte order.</summary>
    /// <param name="dialect">The dialect.</param>
    /// <returns><see langword="true"/> for BE16 and BE4.</returns>
    public static bool IsBigEndian(this FrameDialect dialect) => dialect is FrameDialect.BE16 or FrameDialect.BE4;

    /// <summary>Reads a dialect's exact name in any letter case: <c>BE16</c>, <c>LE16</c>, <c>BE4</c>, <c>LE4</c>.</summary>
    /// <param name="name">The name as someone typed it. Numbers and combinations are not names.</param>
    /// <param name="dialect">The dialect, or BE16 when the name is none.</param>
    /// <returns>Whether <paramref name="name"/> names a dialect.</returns>
    public static bool TryParse(string? name, out FrameDialect dialect)
    {
        foreach (var candidate in (ReadOnlySpan<FrameDialect>)[FrameDialect.BE16, FrameDialect.LE16, FrameDialect.BE4, FrameDialect.LE4])
        {
            if (string.Equals(name, NameOf(candidate), StringComparison.OrdinalIgnoreCase))
            {
                dialect = candidate;
                return true;
            }
        }

        dialect = FrameDialect.BE16;
        return false;
    }

    private static string NameOf(FrameDialect dialect) => dialect switch
    {
        FrameDialect.LE16 => nameof(FrameDialect.LE16),
        FrameDialect.BE4 => nameof(FrameDialect.BE4),
        FrameDialect.LE4 => nameof(FrameDialect.LE4),
        _ => nameof(FrameDialect.BE16),
    };
}
