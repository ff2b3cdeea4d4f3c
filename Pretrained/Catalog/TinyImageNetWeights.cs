using Toolkit.Networks;

namespace Toolkit.Pretrained;

/// <summary>
/// The toolkit's own weights, trained on Tiny ImageNet (100,000 photographs of 64×64 pixels in 200 classes of ImageNet) and embedded in
/// the package Toolkit.Weights as float16. The cards beside the files have recipe and accuracy.
/// </summary>
internal static class TinyImageNetWeights
{
    private const string Package = "Toolkit.Weights";
    private const string Licence = "MIT; trained on Tiny ImageNet, whose images are for research";

    public static IEnumerable<WeightsEntry> All =>
    [
        new()
        {
            Name = "resnet18.tinyimagenet",
            Network = "resnet18",
            Package = Package,
            Size = 22_588_456,
            Classes = 200,
            Top1 = 47.16,
            Top5 = 73.26,
            Licence = Licence,
            InputSpec = InputSpec.ImageNet with { Height = 64, Width = 64, ResizeShorterSide = 64 },
        },
    ];
}
