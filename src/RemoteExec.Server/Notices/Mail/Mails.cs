using MimeKit;
using RemoteExec.Server.Settings;
using RemoteExec.Storage.Notices;

namespace RemoteExec.Server.Notices.Mail;

/// <summary>From a notice to a mail. Everything that comes from elsewhere goes through MimeKit's types, which encode it: nothing in it can begin a header of its own.</summary>
internal static class Mails
{
    private const string Sender = "RemoteExec";

    internal static MimeMessage Of(NoticeRow notice, NoticeSettings settings) =>
        Write(notice.Id, notice.Recipient, settings.Smtp.From, NoticeText.Subject(notice.Content), NoticeText.Body(notice.Content, settings.PublicUrl), notice.Delivery.CreatedAt);

    /// <summary>A mail that says that mails arrive.</summary>
    internal static MimeMessage Test(string id, string to, NoticeSettings settings, DateTimeOffset now) => Write(
        id, to, settings.Smtp.From, "RemoteExec can write to you", "This is the test mail that somebody asked for. Notices of runs will come the same way.\n", now);

    private static MimeMessage Write(string id, string to, string? from, string subject, string body, DateTimeOffset at)
    {
        var sender = from ?? "remoteexec@localhost";
        var message = new MimeMessage
        {
            Subject = subject,
            Date = at,
            MessageId = $"{id}@{sender[(sender.IndexOf('@', StringComparison.Ordinal) + 1)..]}",
            Body = new TextPart("plain") { Text = body },
        };
        message.From.Add(new MailboxAddress(Sender, sender));
        message.To.Add(new MailboxAddress("", to));

        // Whoever answers machines automatically does not answer this one.
        message.Headers.Add("Auto-Submitted", "auto-generated");
        return message;
    }
}
