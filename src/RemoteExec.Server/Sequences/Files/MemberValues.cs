using System.Globalization;
using System.Text.RegularExpressions;
using RemoteExec.Api.Common;
using RemoteExec.Protocol.Messages.Policies;
using RemoteExec.Server.Settings;

namespace RemoteExec.Server.Sequences.Files;

/// <summary>What a member may be. Whatever is wrong is said, and something that is right takes its place, so that nothing is said twice.</summary>
internal static partial class MemberValues
{
    /// <summary>A text as it was written: <c>9000</c> and <c>yes</c> are texts too.</summary>
    internal static string? Text(this Members members, string name)
    {
        switch (members[name])
        {
            case null:
                return null;
            case ScalarNode scalar:
                return scalar.Text;
            case var other:
                Members.Refuse(other, members.PathOf(name), members.Findings, $"{name} must be a text");
                return null;
        }
    }

    /// <summary>One of some words.</summary>
    internal static int? Word(this Members members, string name, params string[] words)
    {
        if (members[name] is not { } node)
        {
            return null;
        }

        var index = node is ScalarNode scalar ? Array.IndexOf(words, scalar.Text) : -1;
        if (index < 0)
        {
            Members.Refuse(node, members.PathOf(name), members.Findings, $"{name} must be {string.Join(", ", words[..^1])} or {words[^1]}{Not(node)}");
        }

        return index < 0 ? null : index;
    }

    /// <summary>true or false.</summary>
    internal static bool Flag(this Members members, string name, bool otherwise)
    {
        switch (members[name])
        {
            case null:
                return otherwise;
            case ScalarNode { IsPlain: true, Text: "true" or "True" or "TRUE" }:
                return true;
            case ScalarNode { IsPlain: true, Text: "false" or "False" or "FALSE" }:
                return false;
            case var other:
                Members.Refuse(other, members.PathOf(name), members.Findings, $"{name} must be true or false, without quotes{Not(other)}");
                return otherwise;
        }
    }

    /// <summary>A length of time, in milliseconds.</summary>
    internal static long? Time(this Members members, string name, long least, long most)
    {
        if (members[name] is not { } node)
        {
            return null;
        }

        if (node is ScalarNode scalar && DurationText.TryParse(scalar.Text, out var time))
        {
            var milliseconds = (long)time.TotalMilliseconds;
            return InRange(members, name, node, milliseconds, least, most, DurationText.Write);
        }

        var isNumber = node is ScalarNode { Text: var text } && NumberPattern().IsMatch(text);
        Members.Refuse(
            node, members.PathOf(name), members.Findings,
            isNumber ? "a time needs a unit: 500ms, 2s, 3m, 1h" : $"{name} must be a time: 500ms, 2s, 1.5s, 3m, 1h or 1d{Not(node)}");
        return least;
    }

    /// <summary>As <see cref="Time(Members, string, long, long)"/>, for what fits.</summary>
    internal static int? Time(this Members members, string name, PolicyRange range) => (int?)members.Time(name, (long)range.Least, (long)range.Most);

    /// <summary>A whole number.</summary>
    internal static int? Whole(this Members members, string name, PolicyRange range) => members.Whole(name, range.Least, range.Most);

    /// <summary>A whole number.</summary>
    internal static int? Whole(this Members members, string name, double least, double most) =>
        members[name] is { } node ? Whole(members, name, node, least, most) : null;

    /// <summary>A number.</summary>
    internal static double? Number(this Members members, string name, PolicyRange range)
    {
        if (members[name] is not { } node)
        {
            return null;
        }

        if (NumberIn(node) is { } number)
        {
            return InRange(members, name, node, number, range.Least, range.Most, Write);
        }

        Members.Refuse(node, members.PathOf(name), members.Findings, $"{name} must be a number, without quotes{Not(node)}");
        return range.Least;
    }

    /// <summary>An amount of memory, in bytes.</summary>
    internal static long? Memory(this Members members, string name, PolicyRange range)
    {
        if (members[name] is not { } node)
        {
            return null;
        }

        if (node is ScalarNode scalar && MemoryText.TryParse(scalar.Text, out var bytes))
        {
            return InRange(members, name, node, bytes, (long)range.Least, (long)range.Most, MemoryText.Write);
        }

        Members.Refuse(node, members.PathOf(name), members.Findings, $"{name} must be bytes, or look like 512M, 256MB or 1GiB (K, M, G and T are powers of 1,024){Not(node)}");
        return (long)range.Least;
    }

    /// <summary>A list of texts.</summary>
    /// <param name="most">More are refused.</param>
    /// <param name="example">What it looks like.</param>
    internal static IReadOnlyList<string>? Texts(this Members members, string name, int most, string example)
    {
        var isWhole = true;
        List<string> texts = [];
        foreach (var (item, path) in members.Items(name, most, example))
        {
            if (item is ScalarNode { IsNothing: false } scalar)
            {
                texts.Add(scalar.Text);
                continue;
            }

            isWhole = false;
            texts.Add("");
            Members.Refuse(item, path, members.Findings, $"each of {name} must be a text; what looks like nothing needs quotes");
        }

        return members[name] is ListNode && isWhole ? texts : null;
    }

    /// <summary>A list of whole numbers.</summary>
    internal static IReadOnlyList<int>? Wholes(this Members members, string name, int most, string example, PolicyRange range) =>
        members[name] is null ? null : [.. members.Items(name, most, example).Select(item => WholeItem(members, name, item.Item, item.Path, range))];

    /// <summary>The items of a list, with their paths; none when it is no list.</summary>
    internal static IEnumerable<(Node Item, string Path)> Items(this Members members, string name, int most, string example)
    {
        if (members[name] is not { } node)
        {
            return [];
        }

        if (node is not ListNode list)
        {
            Members.Refuse(node, members.PathOf(name), members.Findings, $"{name} must be a list, such as {example}{Not(node)}");
            return [];
        }

        if (list.Items.Count > most)
        {
            members.Findings.Add(list.Items[most].Place, members.PathOf(name), $"{name} may hold at most {most}, not {list.Items.Count}");
        }

        return [.. list.Items.Take(most).Select((item, i) =>
        {
            var path = $"{members.PathOf(name)}[{i}]";
            members.Findings.Locate(path, item.Place);
            return (item, path);
        })];
    }

    private static int WholeItem(Members members, string name, Node node, string path, PolicyRange range)
    {
        if (NumberIn(node) is { } number && double.IsInteger(number) && range.FindProblem(number) is null)
        {
            return (int)number;
        }

        Members.Refuse(node, path, members.Findings, $"each of {name} must be a whole number from {Write(range.Least)} to {Write(range.Most)}{Not(node)}");
        return (int)range.Least;
    }

    private static int? Whole(Members members, string name, Node node, double least, double most)
    {
        if (NumberIn(node) is { } number && double.IsInteger(number))
        {
            return (int)InRange(members, name, node, number, least, most, Write);
        }

        Members.Refuse(node, members.PathOf(name), members.Findings, $"{name} must be a whole number, without quotes{Not(node)}");
        return (int)least;
    }

    private static T InRange<T>(Members members, string name, Node node, T value, T least, T most, Func<T, string> write)
        where T : IComparable<T>
    {
        if (value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0)
        {
            return value;
        }

        Members.Refuse(node, members.PathOf(name), members.Findings, $"{name} must be from {write(least)} to {write(most)}, not {write(value)}");
        return value.CompareTo(least) < 0 ? least : most;
    }

    // By value, as the wire reads numbers: 1e3 is 1000.
    private static double? NumberIn(Node node) =>
        node is ScalarNode { IsPlain: true, Text: var text } && NumberPattern().IsMatch(text)
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : null;

    private static string Write(double number) => Math.Abs(number) < 1e15 && double.IsInteger(number) ? $"{(long)number}" : $"{number}";

    private static string Not(Node node) => node is ScalarNode { Text: var text } ? $", not {(text.Length == 0 ? "nothing" : Escaped.Text(text, 40))}" : "";

    [GeneratedRegex(@"^-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,17})?([eE][+-]?[0-9]{1,3})?\z")]
    private static partial Regex NumberPattern();
}
