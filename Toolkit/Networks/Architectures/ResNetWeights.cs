using Toolkit.Images;

namespace Toolkit.Networks.Architectures;

/// <summary>Files of weights for ResNets: torchvision's, the toolkit's own, and the one in a package of ML.NET.</summary>
internal static class ResNetWeights
{
    public static IReadOnlyList<WeightsEntry> All { get; } =
    [
        MlNet,
        TinyImageNet,
        Torchvision.Weights("resnet18.imagenet1k_v1", "resnet18-f37072fd.pth", 44.661, 69.758, 89.078),
        Torchvision.Weights("resnet34.imagenet1k_v1", "resnet34-b627a593.pth", 83.275, 73.314, 91.420),
        Torchvision.Weights("resnet50.imagenet1k_v1", "resnet50-0676ba61.pth", 97.781, 76.130, 92.862),
        Torchvision.Weights("resnet50.imagenet1k_v2", "resnet50-11ad3fa6.pth", 97.790, 80.858, 95.434, Torchvision.Images(224, 232)),
        Torchvision.Weights("resnet101.imagenet1k_v1", "resnet101-63fe2227.pth", 170.511, 77.374, 93.546),
        Torchvision.Weights("resnet101.imagenet1k_v2", "resnet101-cd907fc2.pth", 170.530, 81.886, 95.780, Torchvision.Images(224, 232)),
        Torchvision.Weights("resnet152.imagenet1k_v1", "resnet152-394f9c45.pth", 230.434, 78.312, 94.046),
        Torchvision.Weights("resnet152.imagenet1k_v2", "resnet152-f82ba261.pth", 230.474, 82.284, 96.002, Torchvision.Images(224, 232)),
    ];

    /// <summary>
    /// What ML.NET's package holds for its DnnFeaturizeImage. The card <c>resnet18.mlnet.md</c> beside the toolkit's own weights tells what
    /// is known about the file.
    /// </summary>
    private static WeightsEntry MlNet => new()
    {
        Name = "resnet18.mlnet",
        Network = "resnet18_mlnet",
        PartialFits = [new("resnet18", ["layer4.2"])],
        Package = "Microsoft.ML.DnnImageFeaturizer.ResNet18",
        PackageFile = "DnnImageModels/ResNet18Onnx/ResNet18.onnx",
        Size = 63_653_533,
        Classes = 0,
        Licence = "MIT (ML.NET); trained on ImageNet, whose images are for research",
        // The means of the three channels of the mean image, which the package subtracts pixel by pixel. The standard
        // deviations are ImageNet's: the first convolution is converted to them.
        InputSpec = InputSpec.ImageNet with { Mean = [0.482948f, 0.454521f, 0.404167f] },
    };

    /// <summary>
    /// The toolkit's own, trained on Tiny ImageNet (100,000 photographs of 64×64 pixels in 200 classes of ImageNet), as float16. The card
    /// beside the file has recipe and accuracy.
    /// </summary>
    private static WeightsEntry TinyImageNet => new()
    {
        Name = "resnet18.tinyimagenet",
        Network = "resnet18",
        Package = "Toolkit.Weights",
        Size = 22_588_456,
        Classes = 200,
        Top1 = 47.16,
        Top5 = 73.26,
        Licence = "MIT; trained on Tiny ImageNet, whose images are for research",
        InputSpec = InputSpec.ImageNet with { Height = 64, Width = 64, ResizeShorterSide = 64 },
    };
}
