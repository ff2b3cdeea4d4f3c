namespace Toolkit.Networks.Architectures;

/// <summary>
/// Files of weights for vision transformers: torchvision's; those of "Revisiting Weakly Supervised Pre-Training" (SWAG, Singh et al. 2022),
/// which torchvision publishes as well; and those of DeiT without distillation. DeiT's facts are from its authors' repository; the lengths
/// are rounded to a tenth of a MiB.
/// </summary>
internal static class VisionTransformerWeights
{
    private const string DeitServer = "https://dl.fbaipublicfiles.com/deit/";
    private const string DeitLicence = "Apache-2.0 (DeiT); trained on ImageNet, whose images are for research";
    private const string SwagLicence = "CC-BY-NC-4.0 (SWAG), no commercial use; trained on Instagram's and ImageNet's images";

    public static IReadOnlyList<WeightsEntry> All { get; } =
    [
        Torchvision.Weights("vit_b_16.imagenet1k_v1", "vit_b_16-c867db91.pth", 330.285, 81.072, 95.318),
        Swag("vit_b_16.imagenet1k_swag_e2e_v1", "vit_b_16_swag-9ac1b537.pth", 331.398, 85.304, 97.650, size: 384),
        Swag("vit_b_16.imagenet1k_swag_linear_v1", "vit_b_16_lc_swag-4e70ced5.pth", 330.285, 81.886, 96.180, size: 224),
        Torchvision.Weights("vit_b_32.imagenet1k_v1", "vit_b_32-d86f8d99.pth", 336.604, 75.912, 92.466),
        Deit("deit_tiny.imagenet1k_v1", "deit_tiny_patch16_224-a1311bcf.pth", 21.9, 72.202, 91.124),
        Deit("deit_small.imagenet1k_v1", "deit_small_patch16_224-cd65a155.pth", 84.2, 79.854, 94.968),
        Deit("deit_base.imagenet1k_v1", "deit_base_patch16_224-b5f2ef4d.pth", 330.3, 81.846, 95.594),
    ];

    private static WeightsEntry Swag(string name, string file, double mebibytes, double top1, double top5, int size) =>
        Torchvision.Weights(name, file, mebibytes, top1, top5, Torchvision.Bicubic(size, size)) with { Licence = SwagLicence };

    private static WeightsEntry Deit(string name, string file, double mebibytes, double top1, double top5) =>
        WeightsEntry.Published(name, DeitServer + file, mebibytes, top1, top5, DeitLicence, Torchvision.Bicubic(224, 256));
}
