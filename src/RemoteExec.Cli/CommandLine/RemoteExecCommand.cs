using System.CommandLine;
using System.CommandLine.Invocation;
using System.Text;
using RemoteExec.Cli.Commands;

namespace RemoteExec.Cli.CommandLine;

/// <summary>The whole command line.</summary>
internal static class RemoteExecCommand
{
    internal static RootCommand Create(InvocationSurroundings around)
    {
        var options = new GlobalOptions();
        var context = new CommandContext(options, around);
        var root = new RootCommand("Starts, watches and stops programs on the machines of a RemoteExec server.")
        {
            MachinesCommand.Create(context),
            RunCommand.Create(context),
            PsCommand.Create(context),
            StopCommand.Create(context),
            LogsCommand.Create(context),
            SequenceCommand.Create(context),
            RunsCommand.Create(context),
            EventsCommand.Create(context),
            NoticesCommand.Create(context),
            SettingsCommand.Create(context),
            TokenCommand.Create(context),
            AccountCommand.Create(context),
            AuditCommand.Create(context),
            LoginCommand.Create(context, options),
            LogoutCommand.Create(context),
            WhoamiCommand.Create(context),
            CompletionCommand.Create(context),
        };
        options.AddTo(root);
        return root;
    }

    internal static ParseResult Parse(RootCommand root, IReadOnlyList<string> arguments) =>
        // "@stage" is a group of machines, not a file with more arguments.
        root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });

    internal static async Task<int> RunAsync(string[] arguments, InvocationSurroundings around)
    {
        var parsed = Parse(Create(around), arguments);
        if (parsed.Action is ParseErrorAction wrong)
        {
            // What is wrong is read better without a page of help after it.
            wrong.ShowHelp = false;
            wrong.ShowTypoCorrections = true;
        }

        await using var output = Writer(around.Out);
        await using var error = Writer(around.Error);

        // A second Ctrl-C is a command's own business; the rest end as programs end on a signal.
        var code = await parsed.InvokeAsync(
            new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false, Output = output, Error = error })
            .ConfigureAwait(false);
        return code == ExitCodes.Failed && parsed.Action is ParseErrorAction ? ExitCodes.Usage : code;
    }

    private static StreamWriter Writer(Stream stream) => new(stream, new UTF8Encoding(false), leaveOpen: true) { AutoFlush = true };
}
