using RemoteExec.Fleet.Notices;
using static RemoteExec.Fleet.Tests.Runs.Plans;

namespace RemoteExec.Fleet.Tests.Notices;

public class DeliveryRulesTests
{
    private static readonly Delivery Fresh = new(NoticeDelivery.Queued, Noon, Noon);

    [Fact]
    public void Failures_AreTriedAgain_LaterAndLater_AndGivenUpAfterADay()
    {
        var (delivery, now) = (Fresh, Noon);
        List<double> pauses = [];
        while (delivery.State == NoticeDelivery.Queued)
        {
            delivery = DeliveryRules.After(delivery, new DeliveryOutcome.Later("nobody there"), now);
            pauses.Add((delivery.NextAt - now).TotalSeconds);
            now = delivery.NextAt;
        }

        Assert.Equal([10, 20, 40, 80, 160, 320, 640, 1_280, 2_560, 3_600, 3_600], pauses.Take(11));
        Assert.True(now - Noon <= TimeSpan.FromHours(24));
        Assert.Equal(NoticeDelivery.Failed, delivery.State);
        Assert.Equal("given up after a day: nobody there", delivery.LastError);
    }

    [Theory]
    [InlineData(5, 10)]
    [InlineData(300, 300)]
    [InlineData(100_000, 3_600)]
    public void WhatTheReceiverAsksFor_IsGiven_UpToAnHour(int asked, int given) =>
        Assert.Equal(Noon.AddSeconds(given), DeliveryRules.After(Fresh, new DeliveryOutcome.Later("busy", TimeSpan.FromSeconds(asked)), Noon).NextAt);

    [Fact]
    public void Taken_IsTheEnd_AndForgetsWhatWentWrong()
    {
        var tried = DeliveryRules.After(Fresh, new DeliveryOutcome.Later("busy"), Noon);
        var sent = DeliveryRules.After(tried, new DeliveryOutcome.Taken(), Noon.AddMinutes(1));

        Assert.Equal((NoticeDelivery.Sent, 2, null, Noon.AddMinutes(1)), (sent.State, sent.Attempts, sent.LastError, sent.SentAt));
    }

    [Fact]
    public void Never_IsTheEnd()
    {
        var failed = DeliveryRules.After(Fresh, new DeliveryOutcome.Never("no such mailbox"), Noon);

        Assert.Equal((NoticeDelivery.Failed, 1, "no such mailbox"), (failed.State, failed.Attempts, failed.LastError));
    }
}
