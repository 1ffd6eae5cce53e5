using System.Text.Json;
using RemoteExec.Protocol.Messages.Json;

namespace RemoteExec.Protocol.Messages.Policies;

/// <summary>Reads <see cref="Supervision"/>: from an execute entry, or from an object of its own, so that whoever configures a client writes what a server would.</summary>
public static class SupervisionReader
{
    /// <summary>The members, for a sentence.</summary>
    public const string Members = "restart, expected, ready, stop, timeout, environment, workingDirectory, user and limits";

    /// <summary>Reads an object that holds these members and no other.</summary>
    /// <param name="json">The object's text.</param>
    /// <param name="problems">Everything that is wrong, each a sentence that begins with the member's name; a member with a problem is left out.</param>
    /// <exception cref="ArgumentException">The text is no JSON object as docs/protocol.md §2 wants it.</exception>
    public static Supervision Read(ReadOnlySpan<byte> json, out IReadOnlyList<string> problems)
    {
        var reader = new Utf8JsonReader(json);
        if (JsonStrictness.FindProblem(json) is not null || !reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new ArgumentException("not a JSON object", nameof(json));
        }

        var found = new List<string>();
        Supervision? draft = null;
        while (EntryList.NextMember(ref reader))
        {
            var key = ExecuteEntryKeys.Find(ref reader);
            var name = reader.GetString()!;
            reader.Read();
            if (!IsOne(key))
            {
                found.Add($"{name} is none of {Members}");
            }
            else if (reader.TokenType != JsonTokenType.Null && ReadMember(ref reader, key, ref draft) is { } refusal)
            {
                found.Add(refusal);
            }

            reader.Skip();
        }

        found.AddRange(PolicyRules.FindProblems(draft?.Policies ?? new SupervisionPolicies()).Select(problem => $"{problem.Member} {problem.Sentence}"));
        problems = found;
        return draft ?? Supervision.None;
    }

    /// <summary>Reads the value of one member into what was read so far: null when it was read, else why not; then the JSON reader stands where it began.</summary>
    internal static string? ReadMember(ref Utf8JsonReader reader, ExecuteEntryKey key, ref Supervision? draft)
    {
        var next = draft ?? Supervision.None;
        string? refusal;
        switch (key)
        {
            case ExecuteEntryKey.Environment:
                refusal = ExecuteEnvironmentReader.Read(ref reader, out var environment);
                next = next with { Environment = environment };
                break;
            case ExecuteEntryKey.WorkingDirectory:
                refusal = ExecuteEntryReader.ReadText(ref reader, "workingDirectory", MessageLimits.MaxPath, out var folder);
                next = next with { WorkingDirectory = folder };
                break;
            case ExecuteEntryKey.Timeout:
                refusal = ExecuteEntryReader.ReadWhole(ref reader, "timeout", MessageLimits.MaxIntegerId, 1, out var timeout);
                next = next with { TimeoutMilliseconds = timeout };
                break;
            default:
                var policies = next.Policies;
                refusal = PolicyReader.Read(ref reader, key, ref policies);
                next = next with { Policies = policies };
                break;
        }

        draft = refusal is null ? next : draft;
        return refusal;
    }

    /// <summary>Whether a member is one of these.</summary>
    internal static bool IsOne(ExecuteEntryKey key) => key is ExecuteEntryKey.Environment or ExecuteEntryKey.WorkingDirectory or ExecuteEntryKey.Timeout
        or ExecuteEntryKey.Restart or ExecuteEntryKey.Expected or ExecuteEntryKey.Ready or ExecuteEntryKey.Stop or ExecuteEntryKey.User or ExecuteEntryKey.Limits;
}
