using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RemoteExec.Load.Measuring;

/// <summary>A small table: printed as Markdown for docs/performance.md, or as one JSON value.</summary>
internal sealed class Report(string bench, string method, params string[] columns)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly List<Cell[]> _rows = [];

    internal void Add(params Cell[] cells) => _rows.Add(cells);

    internal void Print(bool json)
    {
        if (json)
        {
            Console.WriteLine(ToJson().ToJsonString(Indented));
            return;
        }

        Console.WriteLine($"{method} {Machine()}.");
        Console.WriteLine();
        Console.WriteLine($"| {string.Join(" | ", columns)} |");
        Console.WriteLine($"|{string.Join("|", columns.Select((_, i) => i == 0 ? "---" : "--:"))}|");
        foreach (var row in _rows)
        {
            Console.WriteLine($"| {string.Join(" | ", row.Select(cell => cell.Text))} |");
        }
    }

    private static string Machine() =>
        $"{Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}";

    private JsonObject ToJson() => new()
    {
        ["bench"] = bench,
        ["method"] = method,
        ["machine"] = Machine(),
        ["rows"] = new JsonArray([.. _rows.Select(row => (JsonNode)new JsonObject(
            row.Select((cell, i) => KeyValuePair.Create<string, JsonNode?>(columns[i], cell.Value is { } number ? JsonValue.Create(number) : JsonValue.Create(cell.Text)))))]),
    };
}

/// <summary>One cell: a number with its format, or text.</summary>
internal readonly record struct Cell(double? Value, string Text)
{
    public static implicit operator Cell(string text) => new(null, text);

    internal static Cell Of(double value, string format = "N0") => double.IsFinite(value) ? new Cell(value, value.ToString(format)) : "–";

    public static Cell FromString(string text) => text;
}
