using RemoteExec.Fleet.Notices;
using RemoteExec.Server.Notices.Mail;
using RemoteExec.Server.Notices.Webhooks;
using RemoteExec.Server.Settings;
using RemoteExec.Storage.Notices;

namespace RemoteExec.Server.Notices;

/// <summary>Tries to deliver one notice.</summary>
internal interface INoticeCourier
{
    /// <summary>One try.</summary>
    Task<DeliveryOutcome> TryAsync(NoticeRow notice, CancellationToken cancellation);
}

/// <summary>By mail or over HTTP, with the settings of this moment.</summary>
internal sealed class NoticeCourier(MailSender mails, WebhookSender webhooks, LiveSettings settings) : INoticeCourier
{
    public async Task<DeliveryOutcome> TryAsync(NoticeRow notice, CancellationToken cancellation)
    {
        var current = settings.Current.Notices;
        if (NoticeRecipients.WebhookOf(notice.Recipient) is not { } name)
        {
            return await mails.SendAsync(current.Smtp, Mails.Of(notice, current), cancellation).ConfigureAwait(false);
        }

        return current.Webhooks.FirstOrDefault(webhook => string.Equals(webhook.Name, name, StringComparison.OrdinalIgnoreCase)) switch
        {
            null => new DeliveryOutcome.Never($"there is no webhook {name}; see \"remoteexec settings get webhooks\""),
            { Off: true } => new DeliveryOutcome.Never("it is turned off; set the webhooks again to turn it on"),
            var webhook => await webhooks.SendAsync(webhook, notice.Id, NoticeText.Json(notice, current.PublicUrl), cancellation).ConfigureAwait(false),
        };
    }
}
