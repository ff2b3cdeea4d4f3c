using Toolkit.Networks;
using Toolkit.Pretrained;
using Toolkit.StateDicts;
using Toolkit.Training;
using Toolkit.UnitTests.Support;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.Training;

/// <summary>Training in bfloat16 does what PyTorch's autocast does, and learns as float32 does.</summary>
[TestClass]
public sealed class MixedPrecisionTests
{
    private const int Classes = 10, PretrainedClasses = 200, ImageSize = 32;

    [TestMethod]
    public void LogitsAndGradientsAreThoseOfPyTorch()
    {
        var weights = Weights.Named("resnet18.tinyimagenet").Read();
        using var reference = new PythonReference();
        foreach (var (name, values) in weights) reference.Give<float>(name, values.ToSingles(), [.. values.Shape]);
        reference.Run($$"""
            from torchvision.models import resnet18
            model = resnet18(num_classes={{PretrainedClasses}})
            model.load_state_dict({name: take(name).reshape(value.shape).to(value.dtype) for name, value in model.state_dict().items()})
            model.eval()
            torch.manual_seed(1)
            images = torch.randn(8, 3, {{ImageSize}}, {{ImageSize}})
            save("images", images)
            for name, mixed in ("single", False), ("mixed", True):
                with torch.autocast("cpu", dtype=torch.bfloat16, enabled=mixed):
                    logits = model(images).float()
                model.zero_grad()
                logits.square().sum().backward()
                save(f"{name} logits", logits)
                save(f"{name} gradient", model.fc.weight.grad)
            """);
        using var scope = NewDisposeScope();
        using var network = NetworkCatalog.Create("resnet18", PretrainedClasses);
        StateDictLoader.Load(network, weights);
        network.eval();

        var logits = MixedPrecision.Logits(network, tensor(reference.Take<float>("images").Values).reshape(8, 3, ImageSize, ImageSize));
        logits.square().sum().backward();

        AssertAgrees(reference, "logits", logits.detach());
        AssertAgrees(reference, "gradient", network.get_parameter("fc.weight")!.grad!);
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
        var actual = MixedPrecision.Logits(network, images).data<float>().ToArray();
        Assert.IsLessThan(5e-2 * expected.Max(Math.Abs), Distance(expected, actual));
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

    /// <summary>
    /// Where the processor lacks bfloat16, libtorch 1.13 sums in bfloat16 as well and is off by a seventh, and later ones sum in float32: so
    /// the numbers must be those of PyTorch's autocast or those of float32, whichever are closer, and not those of float32 exactly.
    /// </summary>
    private static void AssertAgrees(PythonReference reference, string what, Tensor actual)
    {
        var values = actual.data<float>().ToArray();
        var (single, mixed) = (reference.Take<float>($"single {what}").Values, reference.Take<float>($"mixed {what}").Values);
        var largest = single.Max(Math.Abs);
        Assert.IsLessThan(2e-2 * largest, Math.Min(Distance(single, values), Distance(mixed, values)), what);
        Assert.IsGreaterThan(1e-4 * largest, Distance(single, values), $"{what}: nothing was computed in bfloat16");
    }

    private static double Distance(float[] expected, float[] actual) => expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max();
}
