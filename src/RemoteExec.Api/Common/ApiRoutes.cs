namespace RemoteExec.Api.Common;

/// <summary>Paths of the HTTP interface.</summary>
public static class ApiRoutes
{
    /// <summary>What all of them begin with.</summary>
    public const string Root = "/api/v1";

    /// <summary>GET: all machines.</summary>
    public const string Machines = Root + "/machines";

    /// <summary>POST: start; GET: the live processes, with <c>?all=true</c> all.</summary>
    public const string Processes = Root + "/processes";

    /// <summary>POST: stop the processes of targets.</summary>
    public const string StopProcesses = Processes + "/stop";

    /// <summary>GET, server-sent: output and states of several processes.</summary>
    public const string Output = Root + "/output";

    /// <summary>GET: events, server-sent or as a list.</summary>
    public const string Events = Root + "/events";

    /// <summary>GET, POST, DELETE: API tokens.</summary>
    public const string Tokens = Root + "/tokens";

    /// <summary>GET, POST, DELETE: join tokens.</summary>
    public const string JoinTokens = Root + "/join-tokens";

    /// <summary>GET: all accounts; POST: make one.</summary>
    public const string Accounts = Root + "/accounts";

    /// <summary>POST: the first account, an administrator's.</summary>
    public const string FirstAccount = Accounts + "/first";

    /// <summary>POST: a name and a password for an API token.</summary>
    public const string SignIn = Root + "/sign-in";

    /// <summary>GET: who asks.</summary>
    public const string Me = Root + "/me";

    /// <summary>GET: who did what.</summary>
    public const string Audit = Root + "/audit";

    /// <summary>GET: all of it as a file.</summary>
    public const string AuditExport = Audit + "/export";

    /// <summary>The history of runs as a file.</summary>
    public const string RunsExport = Runs + "/export";

    /// <summary>GET: all sequences.</summary>
    public const string Sequences = Root + "/sequences";

    /// <summary>GET: all runs.</summary>
    public const string Runs = Root + "/runs";

    /// <summary>GET, PATCH: the settings of the server.</summary>
    public const string Settings = Root + "/settings";

    /// <summary>POST: a new agent password.</summary>
    public const string AgentPassword = Settings + "/agent-password";

    /// <summary>POST: a test mail.</summary>
    public const string MailTest = Settings + "/mail-test";

    /// <summary>GET: notices, and what became of them.</summary>
    public const string Notices = Root + "/notices";

    /// <summary>GET: the server itself.</summary>
    public const string Server = Root + "/server";

    /// <summary>One machine, by id or name.</summary>
    /// <param name="idOrName">As someone typed it.</param>
    public static string Machine(string idOrName) => $"{Machines}/{Uri.EscapeDataString(idOrName)}";

    /// <summary>One account.</summary>
    /// <param name="name">Its name.</param>
    public static string Account(string name) => $"{Accounts}/{Uri.EscapeDataString(name)}";

    /// <summary>One sequence.</summary>
    /// <param name="name">Its name.</param>
    public static string Sequence(string name) => $"{Sequences}/{Uri.EscapeDataString(name)}";

    /// <summary>One run.</summary>
    /// <param name="id">Its id.</param>
    public static string Run(long id) => $"{Runs}/{id}";

    /// <summary>One process.</summary>
    /// <param name="id">Its id.</param>
    public static string Process(long id) => $"{Processes}/{id}";
}
