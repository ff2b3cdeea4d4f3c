using System.Globalization;
using System.Text.Json;
using Toolkit.Data;
using Toolkit.Datasets;
using Toolkit.Networks;
using Toolkit.Pretrained;
using Toolkit.StateDicts;
using Toolkit.Training;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Training;

/// <summary>
/// The CIFAR-10 preset against the same recipe in PyTorch: ResNet18, 2,000 training and 2,000 test images, 4 epochs of which
/// 2 frozen, from the same starting weights.
/// </summary>
[TestClass]
public sealed class PyTorchOutcomeTests
{
    private const int Epochs = 4, FrozenEpochs = 2;
    private static readonly int[] Seeds = [1, 2, 3];

    public required TestContext TestContext { get; init; }

    /// <summary>Ten minutes on two cores, most of them PyTorch's.</summary>
    [TestMethod]
    [TestCategory("Full")]
    public void TheMeanAccuracyIsWithinTwoPointsOfPyTorchs()
    {
        var cifar = SharedFiles.Require("data/cifar10");
        using var folder = new TemporaryFolder();
        var theirs = JsonSerializer.Deserialize<double[]>(Python.Run("Training/pytorch_recipe.py",
            [$"{cifar}/train.zip", $"{cifar}/test.zip", folder.Path, $"{Epochs}", $"{FrozenEpochs}", .. Seeds.Select(seed => $"{seed}")]))!;
        var ours = Seeds.Select(seed => Accuracy(folder, seed)).ToArray();

        TestContext.WriteLine($"PyTorch {Show(theirs)}, toolkit {Show(ours)}");
        Assert.AreEqual(theirs.Average(), ours.Average(), 0.02, $"PyTorch {Show(theirs)}, toolkit {Show(ours)}");
    }

    private static double Accuracy(TemporaryFolder folder, int seed)
    {
        using var network = NetworkCatalog.Create("resnet18", 10);
        StateDictLoader.Load(network, CheckpointReader.Read(folder.File("start.pth")));
        var options = Recipes.Cifar10("resnet18") with { Epochs = Epochs, FrozenEpochs = FrozenEpochs, Seed = seed };
        new FineTuner(network, options).Fit(Images(folder, "train"), Images(folder, "validation"));
        return Evaluator.Run(network, Images(folder, "test")).Accuracy;
    }

    private static InMemoryImages Images(TemporaryFolder folder, string name)
    {
        var images = CheckpointReader.Read(folder.File(name + ".pth"));
        int[] labels = [.. images["labels"].ToSingles().Select(label => (int)label)];
        return new InMemoryImages(3, 32, 32, images["pixels"].Bytes.ToArray(), labels, Cifar10.ClassNames);
    }

    private static string Show(double[] accuracies) =>
        string.Join(" ", accuracies.Select(accuracy => accuracy.ToString("P2", CultureInfo.InvariantCulture)));
}
