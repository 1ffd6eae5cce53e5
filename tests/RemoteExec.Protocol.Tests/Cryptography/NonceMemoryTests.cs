using FsCheck.Xunit;
using RemoteExec.Protocol.Cryptography;

namespace RemoteExec.Protocol.Tests.Cryptography;

public class NonceMemoryTests
{
    [Property]
    public void Contains_AfterAnyAdds_IsWhatAQueueOfTheLastOnesSays(byte[] values, byte size)
    {
        var capacity = (size % 40) + 1;
        var memory = new NonceMemory(capacity);
        var model = new Queue<byte>();
        foreach (var value in values)
        {
            var nonce = new Nonce(value, value);
            Assert.Equal(model.Contains(value), memory.Contains(nonce));
            if (model.Contains(value))
            {
                continue;
            }

            memory.Add(nonce);
            model.Enqueue(value);
            if (model.Count > capacity)
            {
                model.Dequeue();
            }
        }

        for (var value = 0; value <= byte.MaxValue; value++)
        {
            Assert.Equal(model.Contains((byte)value), memory.Contains(new Nonce((byte)value, (ulong)value)));
        }
    }

    [Fact]
    public void Add_ManyTimesItsCapacity_KeepsExactlyTheLastOnes()
    {
        var memory = new NonceMemory(100);
        for (ulong i = 0; i < 10_000; i++)
        {
            memory.Add(new Nonce(1, i));
            Assert.True(memory.Contains(new Nonce(1, i)));
            Assert.True(i < 99 || memory.Contains(new Nonce(1, i - 99)));
            Assert.False(i >= 100 && memory.Contains(new Nonce(1, i - 100)));
        }
    }
}
