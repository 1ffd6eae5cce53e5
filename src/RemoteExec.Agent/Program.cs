using RemoteExec.Agent.CommandLine;

return await AgentCommand.RunAsync(args).ConfigureAwait(false);
