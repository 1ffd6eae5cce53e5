using System.Text;
using RemoteExec.Cli.CommandLine;
using Spectre.Console;

namespace RemoteExec.Cli.Printing;

/// <summary>The console of tables and live views; made only by commands that show one.</summary>
internal static class Terminal
{
    // As wide as the rows are: whoever reads a file or a pipe counts lines.
    private const int WidthOfFiles = 10_000;

    internal static IAnsiConsole Open(InvocationSurroundings around)
    {
        var styled = around.OutIsTerminal && string.IsNullOrEmpty(around.Variable("NO_COLOR"));
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = around.OutIsTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = styled ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = around.OutIsTerminal ? InteractionSupport.Detect : InteractionSupport.No,
            Out = new AnsiConsoleOutput(new StreamWriter(around.Out, new UTF8Encoding(false), leaveOpen: true) { AutoFlush = true }),
        });
        if (!around.OutIsTerminal)
        {
            console.Profile.Width = WidthOfFiles;
        }

        return console;
    }

    /// <summary>Asks a person for a secret, without showing what is typed; what a command prints stays free of the question.</summary>
    internal static string Ask(InvocationSurroundings around, string question)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(new StreamWriter(around.Error, new UTF8Encoding(false), leaveOpen: true) { AutoFlush = true }),
        });
        return console.Prompt(new TextPrompt<string>(question).AllowEmpty().Secret(null));
    }

    /// <summary>Prints rows under headings; an empty table is nothing but its headings.</summary>
    internal static void Table(InvocationSurroundings around, string[] headings, IEnumerable<string[]> rows)
    {
        var table = new Table { Border = TableBorder.None, ShowHeaders = true };
        foreach (var heading in headings)
        {
            table.AddColumn(new TableColumn(new Text(heading, new Style(decoration: Decoration.Bold))) { Padding = new Padding(0, 0, 2, 0) });
        }

        foreach (var row in rows)
        {
            table.AddRow(row.Select(cell => new Text(Escaped.Text(cell))));
        }

        Open(around).Write(table);
    }
}
