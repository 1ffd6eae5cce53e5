namespace RemoteExec.Fleet.Notices;

/// <summary>Whom a sequence may name behind <c>notify</c>.</summary>
public static class NoticeRecipients
{
    /// <summary>What a webhook's name begins with there.</summary>
    public const string WebhookPrefix = "webhook:";

    /// <summary>Characters of a webhook's name at most.</summary>
    public const int MaxWebhookName = 64;

    private const int MaxAddress = 254;

    /// <summary>The name of a webhook; null: the recipient is an address.</summary>
    /// <param name="recipient">As a sequence names it.</param>
    public static string? WebhookOf(string recipient)
    {
        ArgumentNullException.ThrowIfNull(recipient);
        return recipient.StartsWith(WebhookPrefix, StringComparison.Ordinal) ? recipient[WebhookPrefix.Length..] : null;
    }

    /// <summary>Checks one.</summary>
    /// <param name="recipient">What was written.</param>
    /// <returns>Null when it may be told something, else a sentence.</returns>
    public static string? FindProblem(string recipient)
    {
        ArgumentNullException.ThrowIfNull(recipient);
        return WebhookOf(recipient) is { } webhook
            ? FindWebhookProblem(webhook)
            : IsAddress(recipient) ? null : "not an e-mail address such as crew@example.org, nor webhook:NAME";
    }

    /// <summary>Checks the name of a webhook.</summary>
    /// <param name="name">Without the prefix.</param>
    /// <returns>Null when it may be used, else a sentence.</returns>
    public static string? FindWebhookProblem(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length is 0 or > MaxWebhookName || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
            ? $"a webhook's name has 1–{MaxWebhookName} letters a–z, A–Z, digits, - _ or ."
            : null;
    }

    /// <summary>Whether mail can be sent there: nothing in it can end a header's line or begin another address.</summary>
    /// <param name="text">What was written.</param>
    public static bool IsAddress(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && at < text.Length - 1 && at == text.LastIndexOf('@') && text.Length <= MaxAddress
            && !text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is '<' or '>' or ',' or ';' or ':' or '"' or '(' or ')' or '[' or ']' or '\\');
    }
}
