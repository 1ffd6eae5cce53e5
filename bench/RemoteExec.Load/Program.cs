using System.CommandLine;
using RemoteExec.Load.Commands;

var root = new RootCommand("Measures RemoteExec over loopback: ratios against a baseline in the same run. See docs/performance.md.")
{
    WireCommand.Create(),
    StartsCommand.Create(),
    RunCommand.Create(),
    EventsCommand.Create(),
    HandshakesCommand.Create(),
    IdleCommand.Create(),
    FleetCommand.Create(),
    FirstOutputCommand.Create(),
    ProcessesCommand.Create(),
    AtCommand.Create(),
    LabAgentCommand.Create(),
    LabAgentCommand.CreateKeeper(),
    PeerCommands.CreateServer(),
    PeerCommands.CreateAgents(),
    PeerCommands.CreateHttp(),
};
return await root.Parse(args).InvokeAsync();
