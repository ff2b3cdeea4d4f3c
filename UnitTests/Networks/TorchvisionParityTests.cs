using Toolkit.Networks;
using Toolkit.Pretrained;
using Toolkit.StateDicts;
using Toolkit.UnitTests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.Networks;

/// <summary>
/// Every network of the catalog against the same network in PyTorch (torchvision's where it has it), on weights with which a
/// wrong layer, order or name would show; the script checks that they do. Logits in single precision may be off by 1e-4 of the largest, or
/// by twice as much as PyTorch's own are, where the weights make a deep network enlarge rounding by more than that. Logits in double
/// precision are the matter of <see cref="ExpectedLogitsTests"/>.
/// </summary>
[TestClass]
public sealed class TorchvisionParityTests
{
    private const int Classes = 10;
    private const double Tolerance = 1e-4;

    /// <summary>
    /// Networks whose gradients are so well-conditioned on the test's images that the step can be compared in float32 as well. In deeper ones some output
    /// is so near zero that rounding in another order switches a ReLU: <see cref="TrainingPrecisionTests"/> compares their steps on several images.
    /// </summary>
    private static readonly string[] WellConditioned = ["alexnet", "alexnet32"];

    [TestMethod]
    [DynamicData(nameof(NetworkCases.All), typeof(NetworkCases))]
    public void LogitsAndOneTrainingStepAgree(string name) => Compare(name, () => NetworkCatalog.Create(name, Classes));

    [TestMethod]
    [TestCategory("Full")]
    [DataRow("vgg11_quarter")]
    [DataRow("googlenet_without_auxiliary")]
    [DataRow("mobilenet_v2_wide")]
    [DataRow("mobilenet_v3_large_narrow")]
    public void NetworksWithOptionsAgree(string variant)
    {
        var (name, options) = NetworkCases.Variants[variant];
        Compare(variant, () => NetworkCatalog.Create(name, Classes, options));
    }

    private static void Compare(string reference, Func<Network> create)
    {
        using var folder = new TemporaryFolder();
        Python.Run("Networks/torchvision_reference.py", "parity", reference, $"{Classes}", $"{ImageSize(create)}", folder.Path);
        var expected = CheckpointReader.Read(folder.File("expected.pth"));
        using var scope = NewDisposeScope();
        var images = expected["images"].ToTensor();
        var single = Math.Max(Tolerance, 2 * expected["rounding"].ToSingles().Single());

        foreach (var file in new[] { "legacy.pth", "zip.pth" }.Where(file => File.Exists(folder.File(file))))
        {
            using var network = create();
            StateDictLoader.Load(network, CheckpointReader.Read(folder.File(file)));
            Tensors.AssertClose(expected["logits"], LogitsOf(network, images), single, $"logits with {file}");
            using var folded = new FoldedNetwork(network);
            Tensors.AssertClose(expected["logits"], folded.Logits(images), single, $"logits with folded normalisation and {file}");
        }
        ScalarType[] precisions = WellConditioned.Contains(reference) ? [float64, float32] : [float64];
        foreach (var precision in precisions)
        {
            using var network = create();
            StateDictLoader.Load(network, CheckpointReader.Read(folder.File("zip.pth")));
            network.to(precision);
            CompareStep(network, images.to(precision), expected, CheckpointReader.Read(folder.File("after_step.pth")));
        }
    }

    private static int ImageSize(Func<Network> create)
    {
        using var network = create();
        return NetworkCases.SmallTrainingSize(network);
    }

    private static Tensor LogitsOf(Network network, Tensor images)
    {
        using var noGradient = no_grad();
        network.eval();
        return network.call(images);
    }

    private static void CompareStep(Network network, Tensor images, StateDict expected, StateDict afterStep)
    {
        TrainWithoutDropout(network);
        var parameters = network.parameters().ToArray();
        using var optimizer = optim.SGD(parameters, 0.01);
        var loss = LossOf(network, images, expected["labels"].ToTensor());
        loss.backward();
        Tensors.AssertClose(expected["loss"], loss, Tolerance, "loss");
        Tensors.AssertClose(expected["first_gradient"], parameters[0].grad!, Tolerance, "first gradient");
        Tensors.AssertClose(expected["last_gradient"], parameters[^1].grad!, Tolerance, "last gradient");

        optimizer.step();
        foreach (var (key, tensor) in network.state_dict()) Tensors.AssertClose(afterStep[key], tensor, Tolerance, $"{key} after the step");
    }

    private static Tensor LossOf(Network network, Tensor images, Tensor labels)
    {
        if (network is not IAuxiliaryHeads heads) return nn.functional.cross_entropy(network.call(images), labels);
        var (logits, auxiliary) = heads.ForwardWithAuxiliary(images);
        var loss = nn.functional.cross_entropy(logits, labels);
        foreach (var others in auxiliary) loss = loss + nn.functional.cross_entropy(others, labels) * heads.AuxiliaryLossWeight;
        return loss;
    }

    private static void TrainWithoutDropout(Network network)
    {
        network.train();
        foreach (var module in network.modules().Where(HasNoState)) module.eval();
    }

    /// <summary>As dropout and stochastic depth, which are random in training mode, have none.</summary>
    private static bool HasNoState(nn.Module module) => module.state_dict().Count == 0;
}
