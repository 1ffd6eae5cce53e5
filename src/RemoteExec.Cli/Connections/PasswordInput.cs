using System.CommandLine;
using RemoteExec.Cli.CommandLine;
using RemoteExec.Cli.Printing;

namespace RemoteExec.Cli.Connections;

/// <summary>Passwords from a file, from standard input (a line each), or from a person. Never from an argument: everybody on the machine sees those.</summary>
internal static class PasswordInput
{
    internal static Option<string?> File(string name = "--password-file", string what = "the password") =>
        new(name) { Description = $"A file with {what}; - reads a line of standard input [default: it is asked for]", HelpName = "F" };

    /// <summary>One that holds already: it is asked for once.</summary>
    internal static string Held(Session session, string? file, string question, string option) =>
        file is not null ? Read(session, file, option) : Ask(session, question, option);

    /// <summary>A new one: a person types it twice.</summary>
    internal static string New(Session session, string? file, string option)
    {
        if (file is not null)
        {
            return Read(session, file, option);
        }

        var first = Ask(session, "New password:", option);
        return first == Ask(session, "The same again:", option)
            ? first
            : throw new UsageException("The two are not the same; nothing was changed. Try again.");
    }

    private static string Ask(Session session, string question, string option) =>
        session.Around is { InIsTerminal: true, ErrorIsTerminal: true }
            ? Terminal.Ask(session.Around, question)
            : throw new UsageException($"There is no terminal to ask for a password; give {option} F, or {option} - to read it from standard input.");

    private static string Read(Session session, string file, string option)
    {
        try
        {
            return file == "-"
                ? session.Around.In.ReadLine() ?? throw new UsageException($"Standard input ended before there was a password ({option} -).")
                : SecretText.Trim(System.IO.File.ReadAllText(file));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The file {file} ({option}) cannot be read.");
        }
    }
}
