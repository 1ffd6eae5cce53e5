namespace RemoteExec.Server.Settings;

/// <summary>Turns webhooks off.</summary>
internal interface IWebhookSwitch
{
    /// <summary>A receiver wants nothing any more: it is left alone until somebody sets the webhooks again.</summary>
    Task TurnOffAsync(string webhook);
}
