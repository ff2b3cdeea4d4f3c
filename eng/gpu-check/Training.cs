using Toolkit.Data;
using Toolkit.Images;
using Toolkit.Networks;
using Toolkit.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Toolkit.GpuCheck;

/// <summary>Training runs of ResNet18 on the GPU, on images that are made here.</summary>
internal static class Training
{
    /// <summary>Images of the comparison with PyTorch, as in <c>peer.py</c>.</summary>
    public const int ParityImages = 8;

    private const int Batch = 64, SpeedBatches = 40;

    /// <summary>Images a second in the last of three epochs, loader included, without augmentation.</summary>
    /// <param name="device">Where to compute.</param>
    /// <param name="size">Height and width in pixels.</param>
    /// <param name="precision"><c>float32</c> or <c>bfloat16</c>.</param>
    public static double ImagesPerSecond(Device device, int size, string precision)
    {
        var images = Stripes(size, Batch * SpeedBatches);
        var seconds = 0.0;
        Train(device, images, size, Enum.Parse<TrainingPrecision>(precision, ignoreCase: true), epochs: 3, epoch => seconds = epoch.Seconds);
        return Batch * SpeedBatches / seconds;
    }

    /// <summary>Accuracy on images that were not trained on: lying stripes, or standing ones.</summary>
    public static double AccuracyOnStripes(Device device, TrainingPrecision precision)
    {
        using var network = Train(device, Stripes(32, 512), 32, precision, epochs: 4, _ => { });
        return Evaluator.Run(network, Stripes(32, 128, seed: 2)).Accuracy;
    }

    private static Network Train(Device device, InMemoryImages images, int size, TrainingPrecision precision, int epochs, Action<EpochReport> onEpoch)
    {
        var network = NetworkCatalog.Create("resnet18", classes: 2);
        network.to(device);
        var tuner = new FineTuner(network, new FineTuningOptions
        {
            Epochs = epochs,
            FrozenEpochs = 0,
            BatchSize = Batch,
            Precision = precision,
            ValidationFraction = 0,
            Augmentation = [],
            Input = new InputSpec(3, size, size, [0.5f, 0.5f, 0.5f], [0.25f, 0.25f, 0.25f], size),
        });
        tuner.EpochCompleted += onEpoch;
        tuner.Fit(images);
        return network;
    }

    private static InMemoryImages Stripes(int size, int count, int seed = 1)
    {
        var random = new Random(seed);
        var pixels = new byte[count * 3 * size * size];
        random.NextBytes(pixels);
        int[] labels = [.. Enumerable.Range(0, count).Select(image => image % 2)];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (row, column, image) = (i / size % size, i % size, i / (3 * size * size));
            if ((labels[image] == 0 ? row : column) / 4 % 2 == 0) pixels[i] /= 2;
        }
        return new InMemoryImages(3, size, size, pixels, labels, ["lying", "standing"]);
    }
}
