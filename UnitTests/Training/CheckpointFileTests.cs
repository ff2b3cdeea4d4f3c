using Toolkit.Training;
using Toolkit.UnitTests.Support;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.Training;

[TestClass]
public sealed class CheckpointFileTests
{
    private const int Mutations = 1400;

    /// <summary>A damaged checkpoint is refused, or what was damaged is nothing that is read.</summary>
    [TestMethod]
    public void NoDamageGivesOtherContent()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("run");
        Write(path);
        var content = File.ReadAllBytes(path);
        using var expected = CheckpointFile.Read(path)!;
        var refused = 0;
        for (var seed = 0; seed < Mutations; seed++)
        {
            var damaged = Mutation.Of(content, seed);
            File.WriteAllBytes(path, damaged);
            try
            {
                using var read = CheckpointFile.Read(path)!;
                AssertEqual(expected, read, $"mutation {seed}");
            }
            catch (InvalidDataException error)
            {
                StringAssert.Contains(error.Message, path, $"mutation {seed}");
                refused++;
            }
        }
        Assert.IsGreaterThan(Mutations * 95 / 100, refused);
    }

    private static void Write(string path)
    {
        using var scope = NewDisposeScope();
        var epoch = new EpochReport(1, TrainingPhase.Unfrozen, 0.5, 0.5, 0.25, 0.75, 1e-3, 1, IsBest: true);
        CheckpointFile.Write(path, new Checkpoint(
            new Dictionary<string, string> { ["Seed"] = "4", ["the network"] = "tiny" }, [epoch], StopReason: null, [1.5, 0.5],
            new Dictionary<string, Tensor>
            {
                ["weights/a"] = arange(12).reshape(3, 4).to(float32),
                ["weights/b"] = arange(3),
                ["random numbers"] = ones(16, uint8),
            }));
    }

    private static void AssertEqual(Checkpoint expected, Checkpoint actual, string what)
    {
        CollectionAssert.AreEqual(expected.Identity.ToArray(), actual.Identity.ToArray(), what);
        CollectionAssert.AreEqual(expected.Epochs.ToArray(), actual.Epochs.ToArray(), what);
        CollectionAssert.AreEqual(expected.Losses.ToArray(), actual.Losses.ToArray(), what);
        CollectionAssert.AreEquivalent(expected.Tensors.Keys.ToArray(), actual.Tensors.Keys.ToArray(), what);
        foreach (var (name, tensor) in expected.Tensors)
        {
            CollectionAssert.AreEqual(tensor.shape, actual.Tensors[name].shape, what);
            Assert.IsTrue(tensor.bytes.SequenceEqual(actual.Tensors[name].bytes), what);
        }
    }
}
