using System.Runtime.InteropServices;
using Toolkit.Networks;
using Toolkit.Pretrained;
using Toolkit.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Toolkit.GpuCheck;

/// <summary>ResNet18 on the GPU against what PyTorch computed there: logits, gradients, and a training that has to learn.</summary>
internal static class Parity
{
    private const int Classes = 10;
    private const double Tolerance = 1e-3;

    /// <param name="device">Where to compute.</param>
    /// <param name="folder">Has <c>weights.pth</c>, <c>images.bin</c>, <c>labels.bin</c>, <c>logits.bin</c> and <c>gradient.bin</c> of <c>peer.py</c>.</param>
    /// <returns>Whether all agree.</returns>
    public static bool Check(Device device, string folder)
    {
        using var network = NetworkCatalog.Create("resnet18", Classes);
        Weights.File(Path.Combine(folder, "weights.pth")).LoadInto(network);
        network.to(device);
        return Report("logits", Difference(Logits(network, folder), Floats(folder, "logits.bin")), Tolerance)
            & Report("gradient of the first convolution", Difference(Gradient(network, folder), Floats(folder, "gradient.bin")), Tolerance)
            & Learns(device, TrainingPrecision.Float32) & Learns(device, TrainingPrecision.BFloat16);
    }

    private static float[] Logits(Network network, string folder)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        network.eval();
        return network.forward(Images(network, folder)).cpu().data<float>().ToArray();
    }

    private static float[] Gradient(Network network, string folder)
    {
        using var scope = NewDisposeScope();
        network.train();
        var labels = tensor(MemoryMarshal.Cast<byte, long>(File.ReadAllBytes(Path.Combine(folder, "labels.bin"))).ToArray(), device: Device(network));
        nn.functional.cross_entropy(network.forward(Images(network, folder)), labels).backward();
        return network.parameters().First().grad!.cpu().data<float>().ToArray();
    }

    private static bool Learns(Device device, TrainingPrecision precision)
    {
        var accuracy = Training.AccuracyOnStripes(device, precision);
        Console.WriteLine($"accuracy on stripes after training in {precision}: {accuracy:P1}");
        return accuracy > 0.95;
    }

    private static Tensor Images(Network network, string folder)
    {
        var values = Floats(folder, "images.bin");
        var size = (long)Math.Sqrt(values.Length / (3.0 * Training.ParityImages));
        return tensor(values, [Training.ParityImages, 3, size, size], device: Device(network));
    }

    private static Device Device(Network network) => network.parameters().First().device;

    private static float[] Floats(string folder, string file) =>
        MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(folder, file))).ToArray();

    /// <summary>The largest difference, as a share of the largest value.</summary>
    private static double Difference(float[] actual, float[] expected) => actual.Length != expected.Length
        ? double.PositiveInfinity
        : actual.Zip(expected, (left, right) => Math.Abs(left - right)).Max() / expected.Max(MathF.Abs);

    private static bool Report(string what, double difference, double tolerance)
    {
        Console.WriteLine($"{what}: largest difference {difference:E1} of the largest value, at most {tolerance:E0} allowed");
        return difference <= tolerance;
    }
}
