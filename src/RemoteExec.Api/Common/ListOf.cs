namespace RemoteExec.Api.Common;

/// <summary>A page of a list.</summary>
/// <typeparam name="T">What is listed.</typeparam>
/// <param name="Items">The page.</param>
/// <param name="Next">The <c>cursor</c> of the next page; null on the last one.</param>
public sealed record ListOf<T>(IReadOnlyList<T> Items, string? Next);
