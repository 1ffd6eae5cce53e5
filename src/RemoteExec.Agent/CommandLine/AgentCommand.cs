using System.CommandLine;
using System.CommandLine.Invocation;
using System.Text;

namespace RemoteExec.Agent.CommandLine;

/// <summary>The whole command line.</summary>
internal static class AgentCommand
{
    internal static async Task<int> RunAsync(string[] arguments)
    {
        if (OperatingSystem.IsWindows())
        {
            // Consoles there begin in a code page that lacks half of what people write.
            Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        }

        var options = new AgentOptions();
        var root = new RootCommand("Runs on a machine: dials a RemoteExec server, and starts, watches and stops programs for it.")
        {
            RunCommand.Create(options),
            JoinCommand.Create(options),
            StatusCommand.Create(options),
            KeeperCommand.Create(options),
            InstallCommand.Create(options),
            UninstallCommand.Create(options),
            WindowsServiceCommand.Create(options),
            CompletionCommand.Create(),
        };
        var parsed = root.Parse(arguments);
        if (parsed.Action is ParseErrorAction wrong)
        {
            // What is wrong is read better without a page of help after it.
            wrong.ShowHelp = false;
        }

        // The commands end by themselves when they are told to: there are processes to stop and news to deliver.
        var code = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = Timeout.InfiniteTimeSpan, EnableDefaultExceptionHandler = false })
            .ConfigureAwait(false);
        return parsed.Action is ParseErrorAction ? ExitCodes.Usage : code;
    }
}
