using Microsoft.Data.Sqlite;

namespace RemoteExec.Storage.Writing;

/// <summary>Which failures pass by themselves or by an operator's hand, so that waiting is right.</summary>
internal static class DatabaseFaults
{
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int IoError = 10;
    private const int Damaged = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int NotADatabase = 26;

    internal static bool IsAway(Exception e) => Code(e) is Busy or Locked or ReadOnly or IoError or Damaged or Full or CannotOpen or NotADatabase;

    internal static string Describe(Exception e) => Code(e) switch
    {
        Busy or Locked => "the database is locked by another program",
        Full => "the disk of the database is full",
        ReadOnly => "the database may not be written",
        CannotOpen => "the database cannot be opened",
        Damaged or NotADatabase => "the database is damaged; stop the server and restore a backup",
        _ => "the disk of the database reports errors",
    };

    private static int Code(Exception? e) => e switch
    {
        null => 0,
        SqliteException sqlite => sqlite.SqliteErrorCode,
        _ => Code(e.InnerException),
    };
}
