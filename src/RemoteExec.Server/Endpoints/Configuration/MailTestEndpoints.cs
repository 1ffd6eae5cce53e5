using RemoteExec.Api.Common;
using RemoteExec.Api.Settings;
using RemoteExec.Fleet.Notices;
using RemoteExec.Server.Accounts;
using RemoteExec.Server.Endpoints.Http;
using RemoteExec.Server.Notices.Mail;
using RemoteExec.Server.Settings;
using RemoteExec.Storage;

namespace RemoteExec.Server.Endpoints.Configuration;

/// <summary><c>POST /api/v1/settings/mail-test</c>.</summary>
internal static class MailTestEndpoints
{
    internal static void MapMailTest(this IEndpointRouteBuilder routes) =>
        routes.MapPost(ApiRoutes.MailTest, TestAsync).Needs(Roles.Admin).Audits("mail.test")
            .WithTags("Settings").WithSummary("Write a test mail now, and say what came of it")
            .Accepts<MailTestRequest>("application/json").Produces<MailTestResource>().ProducesProblem(400).ProducesProblem(409).ProducesProblem(502);

    private static async Task<IResult> TestAsync(HttpContext context, MailSender mails, LiveSettings settings, IGroupCommit commits, TimeProvider time)
    {
        var (request, refusal) = await JsonBody.ReadAsync<MailTestRequest>(context).ConfigureAwait(false);
        if (request is null)
        {
            return refusal!;
        }

        if (!NoticeRecipients.IsAddress(request.To))
        {
            return Problems.Invalid("to", "must be an e-mail address such as crew@example.org");
        }

        var notices = settings.Current.Notices;
        if (notices.Smtp.Host is null)
        {
            return Problems.Conflict("No mail server is set; set smtp.host and smtp.from first.");
        }

        var now = time.GetUtcNow();
        var mail = Mails.Test(Convert.ToHexStringLower(Guid.CreateVersion7(now).ToByteArray(bigEndian: true)), request.To, notices, now);
        var trouble = await mails.SendAsync(notices.Smtp, mail, context.RequestAborted).ConfigureAwait(false) switch
        {
            DeliveryOutcome.Later later => later.Reason,
            DeliveryOutcome.Never never => never.Reason,
            _ => null,
        };
        if (trouble is not null)
        {
            return Problems.Of(StatusCodes.Status502BadGateway, ProblemCodes.MailFailed, $"The mail was not taken: {trouble}.");
        }

        await commits.CommitAsync([context.Caller().Audit(now, "mail.test", request.To)]).ConfigureAwait(false);
        return TypedResults.Ok(new MailTestResource(request.To, notices.Smtp.ToString()));
    }
}
