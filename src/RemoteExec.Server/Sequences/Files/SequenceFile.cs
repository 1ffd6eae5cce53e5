using System.Text;
using RemoteExec.Fleet.Sequences;

namespace RemoteExec.Server.Sequences.Files;

/// <summary>Sequences as people write them: YAML, or JSON, which is the same to this reader. The format is in docs/sequences.md.</summary>
internal static class SequenceFile
{
    /// <summary>Reads a file.</summary>
    /// <param name="text">Its text.</param>
    internal static SequenceReading Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Read(Encoding.UTF8.GetByteCount(text) > FileLimits.MaxBytes ? null : text, TooLarge);
    }

    /// <summary>Reads a file as it came: UTF-8, with or without a mark at its beginning.</summary>
    /// <param name="bytes">The file.</param>
    internal static SequenceReading Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > FileLimits.MaxBytes)
        {
            return Read(null, TooLarge);
        }

        var wrong = SourceText.FindInvalid(bytes);
        if (wrong < 0)
        {
            return Read(Encoding.UTF8.GetString(bytes), "");
        }

        // What stands before it is right, and says where it is.
        var findings = new Findings(new SourceText(Encoding.UTF8.GetString(bytes[..wrong])));
        findings.AddAtEnd("the file is not UTF-8: save it as that");
        return new SequenceReading(null, findings.InOrder());
    }

    /// <summary>Writes a sequence in the one way in which we write it; <see cref="Read(string)"/> of that is the same sequence.</summary>
    /// <param name="sequence">One without problems (<see cref="SequenceRules.FindProblems"/>).</param>
    internal static string Write(Sequence sequence) => SequenceWriter.Write(sequence);

    private static string TooLarge => $"the file is larger than {FileLimits.MaxBytes} bytes: split the sequence";

    private static SequenceReading Read(string? text, string otherwise)
    {
        var source = new SourceText(text ?? "");
        var findings = new Findings(source);
        if (text is null)
        {
            findings.AddAtEnd(otherwise);
        }
        else if (source.FindForbidden() is { } forbidden)
        {
            findings.Add(forbidden.Place, "", forbidden.Sentence);
        }
        else if (NodeParser.Parse(source, findings) is { } root)
        {
            var sequence = SequenceReader.Read(root, findings);
            return findings.Count == 0 ? new SequenceReading(sequence, []) : new SequenceReading(null, findings.InOrder());
        }

        return new SequenceReading(null, findings.InOrder());
    }
}
