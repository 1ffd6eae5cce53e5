namespace RemoteExec.Agent.Service;

/// <summary>The unit of the keeper: the parent of all programs, which lives on while agents come and go.</summary>
internal static class KeeperUnit
{
    internal static string Text(UnitPlan plan) => $"""
        # Made by "remoteexec-agent install", or part of its package. Changes belong in a drop-in: systemctl {Manager(plan.Scope)}edit remoteexec-keeper
        [Unit]
        Description=RemoteExec keeper, the parent of the programs that the RemoteExec agent starts
        # Nothing here ties it to remoteexec-agent.service: a new agent finds its programs running.
        {Ties(plan.Scope)}
        [Service]
        Type=exec
        ExecStart={plan.CommandLine("keeper", "--data", plan.DataDirectory)}
        {plan.RuntimeLine}Restart=on-failure
        RestartSec=1

        # It makes control groups of its own, one for each program.
        Delegate=yes
        # A stop asks the keeper, which stops every program in its own way. A keeper that crashed takes none along: the next one adopts them.
        KillMode=process
        TimeoutStopSec=30
        # A program that takes all the memory is ended alone. The keeper itself is the last to go.
        OOMPolicy=continue
        {OutOfMemory(plan.Scope)}# As many processes as the machine bears, not as many as are usual for one service.
        TasksMax=infinity

        # Every program inherits what is set here, and must be able to do what it does when a person starts it. So there are no restrictions: NoNewPrivileges= breaks sudo,
        # RestrictNamespaces= the sandbox of browsers, MemoryDenyWriteExecute= whatever compiles while it runs, RestrictRealtime= players and simulators,
        # SystemCallArchitectures= programs of 32 bits, PrivateTmp= files that two programs share. Who knows the programs adds what they bear, in a drop-in.
        # What may be started at all is the agent's --allow.

        [Install]
        WantedBy={UnitPlan.WantedBy(plan.Scope)}

        """;

    internal static string Manager(ServiceScope scope) => scope == ServiceScope.System ? "" : "--user ";

    private static string Ties(ServiceScope scope) => scope == ServiceScope.System ? "" : """
        # With the desktop it comes and goes: DISPLAY, WAYLAND_DISPLAY and XDG_… reach a service from the user manager, which knows them once the desktop has told it,
        # and a keeper that stayed after a log-out would hand on a display that is gone.
        PartOf=graphical-session.target
        After=graphical-session.target

        """;

    // Only root may ask for less than is usual.
    private static string OutOfMemory(ServiceScope scope) => scope == ServiceScope.System ? "OOMScoreAdjust=-500\n" : "";
}
