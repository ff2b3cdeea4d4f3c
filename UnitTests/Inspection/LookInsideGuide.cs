using Toolkit.Images;
using Toolkit.Inspection;
using Toolkit.Networks;
using Toolkit.UnitTests.Augmentation;
using Toolkit.UnitTests.Support;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.Inspection;

/// <summary>The code of docs/look-inside-a-network.md, which quotes every part between "lesson:" and "end".</summary>
[TestClass]
public sealed class LookInsideGuide
{
    [TestMethod]
    public void TheGuidesCodeRuns()
    {
        using var folder = new TemporaryFolder();
        var before = Environment.CurrentDirectory;
        using var scope = NewDisposeScope();
        var photograph = TestImages.Scene(300, 400);
        var (images, labels) = (randn(4, 3, 64, 64), arange(4, ScalarType.Int64));
        try
        {
            Environment.CurrentDirectory = folder.Path;
            Run(photograph, images, labels);
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }
        string[] pictures = ["bee.png", "filters.png", "maps.png"];
        CollectionAssert.AreEqual(pictures, Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order().ToArray());
    }

    private static void Run(ImageBuffer photograph, Tensor images, Tensor labels)
    {
        // lesson: summary
        using var network = NetworkCatalog.Create("resnet18", classes: 1000);
        var summary = NetworkSummary.Of(network);
        Console.WriteLine(summary);

        var largest = summary.Layers.MaxBy(layer => layer.MultiplyAdds)!;
        Console.WriteLine($"{largest.Name}: {100.0 * largest.MultiplyAdds / summary.MultiplyAdds:F0} % of the work");
        // end

        // lesson: pictures
        FilterGrid.Of(network).Save("filters.png");
        FeatureMaps.Of(network, photograph, "layer1").Save("maps.png");
        // end

        // lesson: Grad-CAM
        var map = GradCam.Explain(network, photograph);
        map.Save("bee.png");
        Console.WriteLine($"class {map.Class}, logit {map.Score:F1}, seen by {map.Layer}");
        // end

        // lesson: gradients
        network.train();
        Console.WriteLine(ResidualProbe.Measure(network, images, labels));
        // end
    }
}
