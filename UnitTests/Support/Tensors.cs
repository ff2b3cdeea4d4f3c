using Toolkit.StateDicts;
using TorchSharp;

namespace Toolkit.UnitTests.Support;

/// <summary>Tensors to arrays and back, and comparison by the largest difference.</summary>
internal static class Tensors
{
    public static torch.Tensor ToTensor(this TensorData data) => data.Type == ElementType.Int64
        ? torch.tensor(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, long>(data.Bytes.Span).ToArray()).reshape([.. data.Shape])
        : torch.tensor(data.ToSingles()).reshape([.. data.Shape]);

    public static float[] ToSingles(this torch.Tensor tensor)
    {
        using var scope = torch.NewDisposeScope();
        return tensor.detach().cpu().to(torch.ScalarType.Float32).contiguous().data<float>().ToArray();
    }

    /// <summary>All parameters and buffers as bytes, to compare bit for bit.</summary>
    public static Dictionary<string, byte[]> Snapshot(this torch.nn.Module module) =>
        module.state_dict().ToDictionary(entry => entry.Key, entry => BytesOf(entry.Value));

    /// <summary>No element differs by more than <paramref name="tolerance"/> times the largest expected absolute value.</summary>
    public static void AssertClose(TensorData expected, torch.Tensor actual, double tolerance, string what)
    {
        CollectionAssert.AreEqual(expected.Shape.ToArray(), actual.shape, $"shape of {what}");
        AssertClose(expected.ToSingles(), actual.ToSingles(), tolerance, what);
    }

    /// <summary>No element differs by more than <paramref name="tolerance"/> times the largest expected absolute value.</summary>
    public static void AssertClose(float[] expected, float[] actual, double tolerance, string what)
    {
        Assert.HasCount(expected.Length, actual, what);
        var largest = expected.Max(Math.Abs);
        var difference = expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max();
        Assert.IsTrue(difference <= tolerance * largest, $"{what}: the largest difference is {difference}, the largest value {largest}.");
    }

    private static byte[] BytesOf(torch.Tensor tensor)
    {
        using var scope = torch.NewDisposeScope();
        return tensor.detach().cpu().contiguous().bytes.ToArray();
    }
}
