using System.IO.Hashing;
using Toolkit.Images;
using Toolkit.Networks;
using Toolkit.StateDicts;
using Toolkit.Training;
using Toolkit.UnitTests.Training;

namespace Toolkit.Break.Attacks;

/// <summary>A training of seconds, with both phases, the same whenever it runs.</summary>
internal static class SmallTraining
{
    private const int Size = 28, Epochs = 120;

    private static readonly InputSpec Input = new(3, Size, Size, [0.5f, 0.5f, 0.5f], [0.25f, 0.25f, 0.25f], Size);

    /// <summary>Trains to the end, or goes on from a checkpoint.</summary>
    /// <param name="checkpoint">The checkpoint's file; null for none.</param>
    /// <param name="epochs">How long.</param>
    /// <returns>A hash of the weights that it ends with.</returns>
    public static string Run(string? checkpoint, int epochs = Epochs)
    {
        using var network = NetworkCatalog.Create("mnist_cnn", 3, new NetworkOptions { Seed = 1 });
        var options = new FineTuningOptions
        {
            Epochs = epochs,
            FrozenEpochs = 2,
            BatchSize = 16,
            Seed = 3,
            Input = Input,
            LoaderThreads = 1,
            CheckpointPath = checkpoint,
        };
        new FineTuner(network, options).Fit(TintedImages.Create(48, Size), TintedImages.Create(12, Size, seed: 2));
        return HashOf(StateDictLoader.Capture(network));
    }

    /// <summary>A hash of names and values.</summary>
    public static string HashOf(StateDict weights)
    {
        var hash = new XxHash3();
        foreach (var (name, tensor) in weights)
        {
            hash.Append(System.Text.Encoding.UTF8.GetBytes($"{name} {tensor}"));
            hash.Append(tensor.Bytes.Span);
        }
        return Convert.ToHexString(hash.GetCurrentHash());
    }
}
