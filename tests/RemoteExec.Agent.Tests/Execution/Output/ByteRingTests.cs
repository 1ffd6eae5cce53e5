using FsCheck.Xunit;
using RemoteExec.Agent.Execution.Output;

namespace RemoteExec.Agent.Tests.Execution.Output;

public sealed class ByteRingTests
{
    [Property(MaxTest = 500)]
    public bool AnyUse_IsAQueueOfBytes(ushort[] steps)
    {
        var ring = new ByteRing();
        var model = new List<byte>();
        long start = 0;
        byte next = 0;
        foreach (var step in steps)
        {
            var amount = step >> 1;
            if ((step & 1) == 0)
            {
                var data = Enumerable.Range(0, amount % 9_000).Select(_ => next++).ToArray();
                ring.Append(data);
                model.AddRange(data);
            }
            else
            {
                var count = Math.Min(model.Count, amount % 12_000);
                if (ring.DropBefore(start + (amount % 12_000)) != count)
                {
                    return false;
                }

                model.RemoveRange(0, count);
                start += count;
            }

            var copy = new byte[model.Count];
            if (ring.Length != model.Count || ring.Start != start || ring.CopyFrom(ring.Start, copy) != copy.Length || !copy.AsSpan().SequenceEqual(model.ToArray()))
            {
                return false;
            }
        }

        return true;
    }

    [Fact]
    public void CopyFrom_Middle_GivesWhatFollows()
    {
        var ring = new ByteRing();
        ring.Append("0123456789"u8);
        ring.DropBefore(3);
        var piece = new byte[4];

        Assert.Equal(4, ring.CopyFrom(5, piece));
        Assert.Equal("5678"u8, piece);
    }
}
