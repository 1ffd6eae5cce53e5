namespace RemoteExec.Agent.Service;

/// <summary>Whose service it is.</summary>
internal enum ServiceScope
{
    /// <summary>The machine's: it runs from boot on, as root unless a drop-in says otherwise.</summary>
    System,

    /// <summary>A person's: it runs with the desktop of that person, so that programs find the display.</summary>
    User,
}
