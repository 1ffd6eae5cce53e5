namespace RemoteExec.Server.Sequences.Files;

/// <summary>What stands in a file, before anybody asks what it means.</summary>
/// <param name="Place">Where it begins.</param>
internal abstract record Node(Place Place);

/// <summary>A text, a number, a word or nothing.</summary>
/// <param name="Text">As written; of quoted ones what they mean.</param>
/// <param name="IsPlain">Without quotes.</param>
internal sealed record ScalarNode(Place Place, string Text, bool IsPlain) : Node(Place)
{
    /// <summary>Nothing: the same as leaving it out.</summary>
    internal bool IsNothing => IsPlain && Text is ("" or "~" or "null" or "Null" or "NULL");
}

/// <summary>A list.</summary>
internal sealed record ListNode(Place Place, IReadOnlyList<Node> Items) : Node(Place);

/// <summary>Members with names; each name once.</summary>
internal sealed record MapNode(Place Place, IReadOnlyList<(ScalarNode Name, Node Value)> Members) : Node(Place);

/// <summary>Something that was refused already.</summary>
internal sealed record BrokenNode(Place Place) : Node(Place);
