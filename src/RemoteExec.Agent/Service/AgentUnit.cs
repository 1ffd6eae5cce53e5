using RemoteExec.Agent.Settings;

namespace RemoteExec.Agent.Service;

/// <summary>The unit of the agent: the connection to the server. It may be restarted at any time, and is locked in as far as its work allows.</summary>
internal static class AgentUnit
{
    internal static string Text(UnitPlan plan) => $"""
        # Made by "remoteexec-agent install", or part of its package. Changes belong in a drop-in: systemctl {KeeperUnit.Manager(plan.Scope)}edit remoteexec-agent
        [Unit]
        Description=RemoteExec agent, which connects this machine to its RemoteExec server
        {Ties(plan.Scope)}
        # A machine must come back whatever happened: it is tried for ever.
        StartLimitIntervalSec=0

        [Service]
        Type=notify
        ExecStart={plan.CommandLine(plan.SettingsFile is { } file ? ["run", "--settings", file] : ["run"])}
        # The keeper is a unit of its own: one that this agent started would inherit its restrictions, and programs from it.
        Environment=REMOTEEXEC_KEEPER=given
        {plan.RuntimeLine}ExecReload=/bin/kill -HUP $MAINPID
        Restart=always
        RestartSec=1
        # Settings with a mistake are no better a second later: it says what is wrong and waits for a start.
        RestartPreventExitStatus=2
        # Programs are the keeper's children. Should something else be in this group, it stays too.
        KillMode=process
        TimeoutStopSec=30

        # The agent starts nothing itself, so these bind no program. It needs the network, its data folder, and to look at the folders that it may start programs from.
        NoNewPrivileges=yes
        {FilesAndRights(plan)}RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
        RestrictNamespaces=yes
        RestrictRealtime=yes
        RestrictSUIDSGID=yes
        LockPersonality=yes
        {CodeInMemory(plan.Program)}SystemCallArchitectures=native
        SystemCallFilter=@system-service
        SystemCallErrorNumber=EPERM
        UMask=0077

        [Install]
        WantedBy={UnitPlan.WantedBy(plan.Scope)}

        """;

    private static string Ties(ServiceScope scope) => scope == ServiceScope.System
        ? """
          # Wants and not Requires: a keeper that is restarted takes no agent with it, nor the other way round.
          Wants=network-online.target remoteexec-keeper.service
          After=network-online.target remoteexec-keeper.service
          """
        : """
          # Wants and not Requires: a keeper that is restarted takes no agent with it, nor the other way round.
          Wants=remoteexec-keeper.service
          After=remoteexec-keeper.service
          # With the desktop it comes and goes, as its keeper does.
          PartOf=graphical-session.target
          After=graphical-session.target
          """;

    // A user's manager may not make a view of the files of its own, nor give rights away.
    private static string FilesAndRights(UnitPlan plan) => plan.Scope == ServiceScope.System
        ? $"""
          # Root without root's rights, but for one: to look into any folder.
          CapabilityBoundingSet=CAP_DAC_READ_SEARCH
          ProtectSystem=strict
          {DataFolder(plan.DataDirectory)}
          # Read-only and not hidden, and no PrivateTmp=: programs may be allowed there.
          ProtectHome=read-only
          PrivateDevices=yes
          ProtectClock=yes
          ProtectControlGroups=yes
          ProtectHostname=yes
          ProtectKernelLogs=yes
          ProtectKernelModules=yes
          ProtectKernelTunables=yes

          """
        : "";

    private static string DataFolder(string folder) => folder == SettingsSources.SystemDataDirectory
        ? "StateDirectory=remoteexec/agent\nStateDirectoryMode=0700"
        : $"ReadWritePaths={SystemdQuoting.Value(folder)}";

    private static string CodeInMemory(ServiceProgram program) => program.IsNative ? "MemoryDenyWriteExecute=yes\n" : "# No MemoryDenyWriteExecute=: this build compiles itself while it runs.\n";
}
