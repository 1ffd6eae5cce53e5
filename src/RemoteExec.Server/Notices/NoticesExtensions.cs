using RemoteExec.Server.Notices.Mail;
using RemoteExec.Server.Notices.Webhooks;

namespace RemoteExec.Server.Notices;

/// <summary>What notices add to the server.</summary>
internal static class NoticesExtensions
{
    internal static IServiceCollection AddNotices(this IServiceCollection services) => services
        .AddSingleton<NoticeBell>()
        .AddSingleton<MailSender>()
        .AddSingleton<WebhookDoor>()
        .AddSingleton<WebhookSender>()
        .AddSingleton<INoticeCourier, NoticeCourier>()
        .AddHostedService<NoticeGathering>()
        .AddHostedService<NoticeDeliveries>();
}
