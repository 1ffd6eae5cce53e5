using System.CommandLine;
using RemoteExec.Server.CommandLine;

var options = new CommonOptions();
var server = new RootCommand("Starts, watches and stops programs on many machines. Agents dial in; people use the command line or the HTTP interface.")
{
    options.Data,
    options.Settings,
    CompletionCommand.Create(),
    TokenCommand.Create(options),
    PasswordCommand.Create(options),
    BackupCommand.Create(options),
    BackupCommand.CreateRestore(options),
};
RunAction.AddTo(server, options);

// The host handles the signals itself: it has connections to close and records to flush.
return await server.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false });
