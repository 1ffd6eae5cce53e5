using RemoteExec.Cli.CommandLine;

return await RemoteExecCommand.RunAsync(args, InvocationSurroundings.OfThisProcess()).ConfigureAwait(false);
