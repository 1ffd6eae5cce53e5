using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using RemoteExec.Fleet.Notices;
using RemoteExec.Server.Hosting;
using RemoteExec.Server.Notices.Webhooks;
using RemoteExec.Server.Settings;
using RemoteExec.Server.Tests.Notices.Peers;

namespace RemoteExec.Server.Tests.Notices;

/// <summary>Against a real HTTP server.</summary>
public class WebhookSenderTests
{
    private const string Secret = "0123456789abcdef";
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"run":12,"text":"ü"}""");

    [Fact]
    public async Task ANotice_Arrives_WithItsId_AndASignatureThatAnybodyCanCheck()
    {
        await using var receiver = await HttpReceiver.StartAsync();

        Assert.IsType<DeliveryOutcome.Taken>(await SendAsync(new Uri(receiver.Url, "/in?key=1")));

        var (path, headers, body) = await receiver.NextAsync();
        Assert.Equal(("/in", "the-id", "application/json"), (path, headers["X-RemoteExec-Delivery"].ToString(), headers.ContentType.ToString()));
        Assert.Equal(Body, body);
        var parts = headers["X-RemoteExec-Signature"].ToString().Split(',').Select(part => part.Split('=')).ToDictionary(part => part[0], part => part[1]);
        var expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), (byte[])[.. Encoding.UTF8.GetBytes(parts["t"] + "."), .. body]);
        Assert.Equal(Convert.ToHexStringLower(expected), parts["v1"]);
        Assert.True(long.Parse(parts["t"], CultureInfo.InvariantCulture) > 0);
    }

    [Theory]
    [InlineData(500, null, true)]
    [InlineData(503, "30", true)]
    [InlineData(429, "7200", true)]
    [InlineData(408, null, true)]
    [InlineData(400, null, false)]
    [InlineData(404, null, false)]
    [InlineData(410, null, false)]
    public async Task WhatItAnswers_DecidesWhetherItIsTriedAgain(int status, string? retryAfter, bool again)
    {
        await using var receiver = await HttpReceiver.StartAsync();
        receiver.Answer = context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.RetryAfter = retryAfter;
            return Task.CompletedTask;
        };

        var outcome = await SendAsync(receiver.Url);

        if (again)
        {
            Assert.Equal(retryAfter is null ? null : TimeSpan.FromSeconds(int.Parse(retryAfter, CultureInfo.InvariantCulture)), Assert.IsType<DeliveryOutcome.Later>(outcome).After);
        }
        else
        {
            Assert.Equal(status == 410, Assert.IsType<DeliveryOutcome.Never>(outcome).TurnOff);
        }
    }

    [Fact]
    public async Task ARedirect_IsNotFollowed()
    {
        await using var inside = await HttpReceiver.StartAsync();
        await using var receiver = await HttpReceiver.StartAsync();
        receiver.Answer = context =>
        {
            context.Response.Redirect(inside.Url.ToString(), permanent: false, preserveMethod: true);
            return Task.CompletedTask;
        };

        Assert.Contains("redirects are not followed", Assert.IsType<DeliveryOutcome.Never>(await SendAsync(receiver.Url)).Reason, StringComparison.Ordinal);
        Assert.Equal(0, inside.Waiting);
    }

    [Fact]
    public async Task AnAnswerWithoutEnd_IsNotReadToTheEnd()
    {
        await using var receiver = await HttpReceiver.StartAsync();
        receiver.Answer = async context =>
        {
            var chunk = new byte[64 * 1024];
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(chunk, context.RequestAborted);
            }
        };

        Assert.IsType<DeliveryOutcome.Taken>(await SendAsync(receiver.Url));
    }

    [Fact]
    public async Task AReceiverThatHangs_IsLeftAfterTenSeconds()
    {
        await using var receiver = await HttpReceiver.StartAsync();
        receiver.Answer = context => Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        var time = new FakeTimeProvider();

        var sending = SendAsync(receiver.Url, time: time);
        await receiver.NextAsync();
        time.Advance(WebhookSender.Patience - TimeSpan.FromSeconds(1));
        Assert.False(sending.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(2));

        Assert.Contains("did not answer within 10 s", Assert.IsType<DeliveryOutcome.Later>(await sending).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatLeadsInward_IsRefused_BeforeAByteIsSent_WhateverItIsCalled()
    {
        await using var receiver = await HttpReceiver.StartAsync();
        foreach (var host in new[] { "127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0.0.0.0" })
        {
            var outcome = await SendAsync(new Uri($"http://{host}:{receiver.Url.Port}/"), WebhookAllow.Nothing);
            Assert.Contains("webhookAllow", Assert.IsType<DeliveryOutcome.Never>(outcome).Reason, StringComparison.Ordinal);
        }

        Assert.Equal(0, receiver.Waiting);
        Assert.IsType<DeliveryOutcome.Taken>(await SendAsync(new Uri($"http://localhost:{receiver.Url.Port}/"), new WebhookAllow([], ["LOCALHOST"])));
    }

    [Fact]
    public async Task NobodyThere_IsTriedAgain()
    {
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var port = ((IPEndPoint)closed.LocalEndpoint).Port;
        closed.Stop();

        Assert.Contains("cannot be reached", Assert.IsType<DeliveryOutcome.Later>(await SendAsync(new Uri($"http://127.0.0.1:{port}/"))).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("10.1.2.3", true)]
    [InlineData("172.31.0.1", true)]
    [InlineData("192.168.1.1", true)]
    [InlineData("100.64.0.1", true)]
    [InlineData("169.254.169.254", true)]
    [InlineData("0.0.0.0", true)]
    [InlineData("224.0.0.1", true)]
    [InlineData("255.255.255.255", true)]
    [InlineData("::1", true)]
    [InlineData("::", true)]
    [InlineData("fe80::1", true)]
    [InlineData("fd00:ec2::254", true)]
    [InlineData("ff02::1", true)]
    [InlineData("::ffff:10.0.0.1", true)]
    [InlineData("::10.0.0.1", true)]
    [InlineData("64:ff9b::a00:1", true)]
    [InlineData("2002:a00:1::", true)]
    [InlineData("8.8.8.8", false)]
    [InlineData("172.32.0.1", false)]
    [InlineData("2606:4700::1111", false)]
    [InlineData("64:ff9b::808:808", false)]
    public void Addresses_AreInward(string address, bool inward) => Assert.Equal(inward, InwardAddresses.IsInward(IPAddress.Parse(address), 443, []));

    private static async Task<DeliveryOutcome> SendAsync(Uri url, WebhookAllow? allow = null, TimeProvider? time = null)
    {
        var settings = new LiveSettings(new ServerSettings
        {
            DataDirectory = "",
            Notices = new NoticeSettings { Allow = allow ?? new WebhookAllow([IPNetwork.Parse("127.0.0.0/8")], []) },
        });
        using var sender = new WebhookSender(new WebhookDoor(settings, new BoundEndpoints()), time ?? TimeProvider.System);
        return await sender.SendAsync(new WebhookSettings("control", url, Secret, null, false), "the-id", Body, TestContext.Current.CancellationToken);
    }
}
