using Microsoft.VisualStudio.TestTools.UnitTesting;
using Toolkit.Networks;
using Toolkit.Pretrained;
using Toolkit.Training;
using Toolkit.UnitTests.Support;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.Training;

/// <summary>Training in bfloat16 does what PyTorch's autocast does, and learns as float32 does.</summary>
[TestClass]
public sealed class MixedPrecisionTests
{
    private const int Classes = 10, ImageSize = 32;

    [TestMethod]
    public void LogitsAndGradientsAreThoseOfAutocast()
    {
        using var reference = new PythonReference();
        reference.Run($$"""
            from torchvision.models import resnet18
            torch.manual_seed(1)
            images = torch.randn(8, 3, {{ImageSize}}, {{ImageSize}})
            model = resnet18(num_classes={{Classes}})
            with torch.no_grad():
                for _ in range(20):
                    model(torch.randn(32, 3, {{ImageSize}}, {{ImageSize}}))
            torch.save(model.state_dict(), f"{folder}/weights.pth")
            model.eval()
            save("images", images)
            save("single", model(images))
            with torch.autocast("cpu", dtype=torch.bfloat16):
                logits = model(images).float()
            save("mixed", logits)
            logits.square().sum().backward()
            save("gradient", model.fc.weight.grad)
            """);
        using var scope = NewDisposeScope();
        using var network = NetworkCatalog.Create("resnet18", Classes);
        StateDictLoader.Load(network, CheckpointReader.Read(Path.Combine(reference.Folder, "weights.pth")));
        network.eval();
        var single = reference.Take<float>("single").Values;
        var largest = single.Max(Math.Abs);

        var logits = MixedPrecision.Logits(network, tensor(reference.Take<float>("images").Values).reshape(8, 3, ImageSize, ImageSize));
        logits.square().sum().backward();

        var values = logits.detach().data<float>().ToArray();
        AssertClose(reference.Take<float>("mixed").Values, values, 2e-2 * largest);
        Assert.IsGreaterThan(1e-4 * largest, single.Zip(values, (a, b) => Math.Abs(a - b)).Max(), "nothing was computed in bfloat16");
        var gradient = reference.Take<float>("gradient").Values;
        AssertClose(gradient, network.get_parameter("fc.weight")!.grad!.data<float>().ToArray(), 2e-2 * gradient.Max(Math.Abs));
    }

    /// <summary>A part that took numbers of the wrong kind would throw.</summary>
    [TestMethod]
    [DataRow("mobilenet_v3_small")]
    [DataRow("squeezenet1_1")]
    [DataRow("densenet121")]
    [DataRow("lenet")]
    [DataRow("swin_t")]
    public void OtherNetworksRunAsWell(string name)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var network = NetworkCatalog.Create(name, Classes, new NetworkOptions { Seed = 1 });
        network.eval();
        var spec = network.InputSpec;
        var side = Math.Min(spec.Height, 64);
        manual_seed(2);
        var images = randn(2, spec.Channels, side, side);

        var expected = network.call(images).data<float>().ToArray();
        AssertClose(expected, MixedPrecision.Logits(network, images).data<float>().ToArray(), 5e-2 * expected.Max(Math.Abs));
    }

    [TestMethod]
    public void WeightsStayInSinglePrecisionAndLearn()
    {
        const int size = 16;
        using var network = NetworkCatalog.Create("resnet18", 3, new NetworkOptions { Seed = 1 });
        var before = network.named_parameters().ToDictionary(item => item.name, item => item.parameter.detach().clone());
        var options = Recipes.Cifar10("resnet18", size) with
        {
            Epochs = 2,
            FrozenEpochs = 0,
            LearningRate = 1e-3,
            BatchSize = 16,
            Precision = TrainingPrecision.BFloat16,
        };

        var result = new FineTuner(network, options).Fit(TintedImages.Create(48, size), TintedImages.Create(12, size, seed: 2));

        foreach (var (name, parameter) in network.named_parameters())
        {
            Assert.AreEqual(float32, parameter.dtype, name);
            Assert.IsFalse(parameter.allclose(before[name], 1e-6, 1e-6), $"{name} did not learn");
        }
        Assert.IsLessThan(result.Epochs[0].TrainLoss, result.Epochs[^1].TrainLoss);
    }

    [TestMethod]
    public void ANetworkWithAuxiliaryHeadsIsRefused()
    {
        using var network = NetworkCatalog.Create("googlenet", Classes);
        var error = Assert.ThrowsExactly<ArgumentException>(
            () => new FineTuner(network, new FineTuningOptions { Precision = TrainingPrecision.BFloat16 }));
        StringAssert.Contains(error.Message, "googlenet");
        StringAssert.Contains(error.Message, "Float32");
    }

    private static void AssertClose(float[] expected, float[] actual, double tolerance)
    {
        Assert.HasCount(expected.Length, actual);
        Assert.IsLessThan(tolerance, expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max(), $"largest difference of {expected.Length} numbers");
    }
}
