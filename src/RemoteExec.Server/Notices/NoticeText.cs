using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using RemoteExec.Api.Common;
using RemoteExec.Fleet.Notices;
using RemoteExec.Storage.Notices;

namespace RemoteExec.Server.Notices;

/// <summary>What a notice says: to people in a mail, to programs as JSON.</summary>
internal static class NoticeText
{
    private const int MostSubject = 150;

    internal static string Subject(NoticeContent content)
    {
        // The end of a run says most; else what came first.
        var main = content.Items.LastOrDefault(item => item.Kind == NoticeKind.RunEnded) ?? content.Items[0];
        var others = content.Items.Count + content.More - 1;
        var text = others > 0 && main.Kind != NoticeKind.RunEnded ? $"{main.Text} (and {others} more)" : main.Text;
        var subject = main.Kind == NoticeKind.RunEnded ? text : $"{content.Sequence}: {text}";
        return subject.Length <= MostSubject ? subject : string.Concat(subject.AsSpan(0, char.IsHighSurrogate(subject[MostSubject - 2]) ? MostSubject - 2 : MostSubject - 1), "…");
    }

    internal static string Body(NoticeContent content, Uri? publicUrl)
    {
        var body = new StringBuilder();
        foreach (var item in content.Items)
        {
            body.Append(CultureInfo.InvariantCulture, $"{item.At.UtcDateTime:HH:mm:ss} UTC  {item.Text}\n");
        }

        if (content.More > 0)
        {
            body.Append(CultureInfo.InvariantCulture, $"And {content.More} more.\n");
        }

        if (content.NotSent > 0)
        {
            body.Append(CultureInfo.InvariantCulture, $"\n{content.NotSent} notices before this one were not sent, because there were too many within an hour.\n");
        }

        if (Link(content, publicUrl) is { } link)
        {
            body.Append(CultureInfo.InvariantCulture, $"\n{link}\n");
        }

        return body.Append(CultureInfo.InvariantCulture, $"\n-- \nThe sequence {content.Sequence} names you behind notify.\n").ToString();
    }

    internal static byte[] Json(NoticeRow notice, Uri? publicUrl) => JsonSerializer.SerializeToUtf8Bytes(
        new NoticeDocument(
            notice.Id,
            notice.Content.Run,
            notice.Content.Sequence,
            [.. notice.Content.Items.Select(item => new NoticeDocumentItem(item.Kind.ToWord(), item.At, item.Text, item.Machine))],
            notice.Content.More,
            notice.Content.NotSent,
            Link(notice.Content, publicUrl)),
        NoticeJson.Default.NoticeDocument);

    private static string? Link(NoticeContent content, Uri? publicUrl) => publicUrl is null ? null : publicUrl.AbsoluteUri.TrimEnd('/') + ApiRoutes.Run(content.Run);
}

/// <summary>What a webhook is sent.</summary>
internal sealed record NoticeDocument(string Id, long Run, string Sequence, IReadOnlyList<NoticeDocumentItem> Items, int More, int NotSent, string? Link);

/// <summary>One thing that happened.</summary>
internal sealed record NoticeDocumentItem(string Kind, DateTimeOffset At, string Text, string? Machine);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(NoticeDocument))]
internal sealed partial class NoticeJson : JsonSerializerContext;
