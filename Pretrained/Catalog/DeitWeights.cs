using Toolkit.Networks;

namespace Toolkit.Pretrained;

/// <summary>
/// The files of "Training data-efficient image transformers and distillation through attention" (Touvron et al. 2020), those without
/// distillation. Facts from the authors' repository; the lengths are rounded to a tenth of a MiB.
/// </summary>
internal static class DeitWeights
{
    private const string Server = "https://dl.fbaipublicfiles.com/deit/";
    private const string Licence = "Apache-2.0 (DeiT); trained on ImageNet, whose images are for research";

    private static readonly InputSpec Images = InputSpec.ImageNet with { Interpolation = Interpolation.Bicubic };

    public static IEnumerable<WeightsEntry> All =>
    [
        Entry("deit_tiny.imagenet1k_v1", "deit_tiny_patch16_224-a1311bcf.pth", 21.9, 72.202, 91.124),
        Entry("deit_small.imagenet1k_v1", "deit_small_patch16_224-cd65a155.pth", 84.2, 79.854, 94.968),
        Entry("deit_base.imagenet1k_v1", "deit_base_patch16_224-b5f2ef4d.pth", 330.3, 81.846, 95.594),
    ];

    private static WeightsEntry Entry(string name, string file, double mebibytes, double top1, double top5) =>
        WeightsEntry.Published(name, Server + file, mebibytes, top1, top5, Licence, Images);
}
