using Toolkit.Networks;

namespace Toolkit.Pretrained;

/// <summary>
/// What ML.NET's packages hold for its DnnFeaturizeImage. The card <c>resnet18.mlnet.md</c> beside the toolkit's own weights tells what is
/// known about the file.
/// </summary>
internal static class MlNetWeights
{
    private const string Licence = "MIT (ML.NET); trained on ImageNet, whose images are for research";

    public static IEnumerable<WeightsEntry> All =>
    [
        new()
        {
            Name = "resnet18.mlnet",
            Network = "resnet18_mlnet",
            PartialFits = [new("resnet18", ["layer4.2"])],
            Package = "Microsoft.ML.DnnImageFeaturizer.ResNet18",
            PackageFile = "DnnImageModels/ResNet18Onnx/ResNet18.onnx",
            Size = 63_653_533,
            Classes = 0,
            Licence = Licence,
            // The means of the three channels of the mean image, which the package subtracts pixel by pixel. The standard
            // deviations are ImageNet's: the first convolution is converted to them.
            InputSpec = InputSpec.ImageNet with { Mean = [0.482948f, 0.454521f, 0.404167f] },
        },
    ];
}
