using System.Net;
using System.Text;
using System.Text.Json;

namespace RemoteExec.Server.Tests.Endpoints.Peers;

/// <summary>Requests, and what must be true of every answer.</summary>
internal static class Answers
{
    internal static async Task<JsonElement> GetJsonAsync(this HttpClient client, string path, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var response = await client.GetAsync(path);
        return await response.JsonAsync(expected);
    }

    internal static Task<JsonElement> PostJsonAsync(this HttpClient client, string path, object body, HttpStatusCode expected, string? idempotencyKey = null) =>
        client.SendJsonAsync(HttpMethod.Post, path, JsonSerializer.Serialize(body), expected, idempotencyKey);

    internal static Task<JsonElement> PatchJsonAsync(this HttpClient client, string path, object body, HttpStatusCode expected) =>
        client.SendJsonAsync(HttpMethod.Patch, path, JsonSerializer.Serialize(body), expected);

    internal static async Task<JsonElement> SendJsonAsync(
        this HttpClient client, HttpMethod method, string path, string body, HttpStatusCode expected, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        using var response = await client.SendAsync(request);
        return await response.JsonAsync(expected);
    }

    /// <summary>The body; a refusal is a problem in full, and tells nothing of the server's inside.</summary>
    internal static async Task<JsonElement> JsonAsync(this HttpResponseMessage response, HttpStatusCode expected)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(expected == response.StatusCode, $"{(int)response.StatusCode} instead of {(int)expected}: {text}");
        var json = JsonElement.Parse(text);
        if ((int)expected >= 400 && response.Content.Headers.ContentType?.MediaType != "application/json")
        {
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
            Assert.Equal((int)expected, json.GetProperty("status").GetInt32());
            Assert.StartsWith("urn:remoteexec:problem:", json.GetProperty("type").GetString(), StringComparison.Ordinal);
            Assert.NotEmpty(json.GetProperty("title").GetString()!);
            Assert.NotEmpty(json.GetProperty("detail").GetString()!);
            Assert.NotEmpty(json.GetProperty("code").GetString()!);
            Assert.DoesNotContain("System.", text, StringComparison.Ordinal);
            Assert.DoesNotContain("RemoteExec.", text, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        }

        return json;
    }

    internal static string Code(this JsonElement problem) => problem.GetProperty("code").GetString()!;

    /// <summary>The fields that a problem names.</summary>
    internal static IEnumerable<string> Fields(this JsonElement problem) => problem.GetProperty("errors").EnumerateObject().Select(field => field.Name);

    internal static IEnumerable<string> Members(this JsonElement json) => json.EnumerateObject().Select(member => member.Name);

    internal static List<JsonElement> Items(this JsonElement list)
    {
        Assert.Equal(["items", "next"], list.Members());
        return [.. list.GetProperty("items").EnumerateArray()];
    }

    internal static long Id(this JsonElement resource) => resource.GetProperty("id").GetInt64();

    internal static string? Text(this JsonElement resource, string member) => resource.GetProperty(member).GetString();
}
