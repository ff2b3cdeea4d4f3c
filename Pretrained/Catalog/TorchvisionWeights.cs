using Toolkit.Networks;

namespace Toolkit.Pretrained;

/// <summary>
/// What torchvision publishes for the networks of the catalog: a file a line, with its length in MiB, top-1 and top-5 accuracy on
/// ImageNet, and the images it expects where they are not resized to 256 and cut to 224. The facts are torchvision's own. Left out is
/// vgg16's IMAGENET1K_FEATURES, whose classifier holds no numbers.
/// </summary>
internal static class TorchvisionWeights
{
    private const string Server = "https://download.pytorch.org/models/";
    private const string Licence = "BSD-3-Clause (torchvision); trained on ImageNet, whose images are for research";
    private const string SwagLicence = "CC-BY-NC-4.0 (SWAG), no commercial use; trained on Instagram's and ImageNet's images";

    // GoogLeNet's and Inception's files were converted from TensorFlow, whose values are -1 to 1; torchvision converts in the network.
    private static readonly float[] Half = [0.5f, 0.5f, 0.5f];

    public static IEnumerable<WeightsEntry> All =>
    [
        // Krizhevsky 2014, "One weird trick for parallelizing convolutional neural networks"
        Entry("alexnet.imagenet1k_v1", "alexnet-owt-7be5be79.pth", 233.087, 56.522, 79.066),

        // Simonyan and Zisserman 2014, "Very Deep Convolutional Networks for Large-Scale Image Recognition"
        Entry("vgg11.imagenet1k_v1", "vgg11-8a719046.pth", 506.840, 69.020, 88.628),
        Entry("vgg11_bn.imagenet1k_v1", "vgg11_bn-6002323d.pth", 506.881, 70.370, 89.810),
        Entry("vgg13.imagenet1k_v1", "vgg13-19584684.pth", 507.545, 69.928, 89.246),
        Entry("vgg13_bn.imagenet1k_v1", "vgg13_bn-abd245e5.pth", 507.590, 71.586, 90.374),
        Entry("vgg16.imagenet1k_v1", "vgg16-397923af.pth", 527.796, 71.592, 90.382),
        Entry("vgg16_bn.imagenet1k_v1", "vgg16_bn-6c64b313.pth", 527.866, 73.360, 91.516),
        Entry("vgg19.imagenet1k_v1", "vgg19-dcbb9e9d.pth", 548.051, 72.376, 90.876),
        Entry("vgg19_bn.imagenet1k_v1", "vgg19_bn-c79401a0.pth", 548.143, 74.218, 91.842),

        // Szegedy et al. 2014, "Going Deeper with Convolutions", and 2015, "Rethinking the Inception Architecture for Computer Vision"
        Entry("googlenet.imagenet1k_v1", "googlenet-1378be20.pth", 49.731, 69.778, 89.530, Images(224, 256, mean: Half, std: Half)),
        Entry("inception_v3.imagenet1k_v1", "inception_v3_google-0cc3c7bd.pth", 103.903, 77.294, 93.450,
            Images(299, 342, mean: Half, std: Half)),

        // He et al. 2015, "Deep Residual Learning for Image Recognition"
        Entry("resnet18.imagenet1k_v1", "resnet18-f37072fd.pth", 44.661, 69.758, 89.078),
        Entry("resnet34.imagenet1k_v1", "resnet34-b627a593.pth", 83.275, 73.314, 91.420),
        Entry("resnet50.imagenet1k_v1", "resnet50-0676ba61.pth", 97.781, 76.130, 92.862),
        Entry("resnet50.imagenet1k_v2", "resnet50-11ad3fa6.pth", 97.790, 80.858, 95.434, Images(224, 232)),
        Entry("resnet101.imagenet1k_v1", "resnet101-63fe2227.pth", 170.511, 77.374, 93.546),
        Entry("resnet101.imagenet1k_v2", "resnet101-cd907fc2.pth", 170.530, 81.886, 95.780, Images(224, 232)),
        Entry("resnet152.imagenet1k_v1", "resnet152-394f9c45.pth", 230.434, 78.312, 94.046),
        Entry("resnet152.imagenet1k_v2", "resnet152-f82ba261.pth", 230.474, 82.284, 96.002, Images(224, 232)),

        // Huang et al. 2016, "Densely Connected Convolutional Networks"
        Entry("densenet121.imagenet1k_v1", "densenet121-a639ec97.pth", 30.845, 74.434, 91.972),
        Entry("densenet161.imagenet1k_v1", "densenet161-8d451a50.pth", 110.369, 77.138, 93.560),
        Entry("densenet169.imagenet1k_v1", "densenet169-b2777c0a.pth", 54.708, 75.600, 92.806),
        Entry("densenet201.imagenet1k_v1", "densenet201-c1103571.pth", 77.373, 76.896, 93.370),

        // Iandola et al. 2016, "SqueezeNet: AlexNet-level accuracy with 50x fewer parameters"
        Entry("squeezenet1_0.imagenet1k_v1", "squeezenet1_0-b66bff10.pth", 4.778, 58.092, 80.420),
        Entry("squeezenet1_1.imagenet1k_v1", "squeezenet1_1-b8a52dc0.pth", 4.729, 58.178, 80.624),

        // Sandler et al. 2018, "MobileNetV2: Inverted Residuals and Linear Bottlenecks"; Howard et al. 2019, "Searching for MobileNetV3"
        Entry("mobilenet_v2.imagenet1k_v1", "mobilenet_v2-b0353104.pth", 13.555, 71.878, 90.286),
        Entry("mobilenet_v2.imagenet1k_v2", "mobilenet_v2-7ebf99e0.pth", 13.598, 72.154, 90.822, Images(224, 232)),
        Entry("mobilenet_v3_small.imagenet1k_v1", "mobilenet_v3_small-047dcff4.pth", 9.829, 67.668, 87.402),
        Entry("mobilenet_v3_large.imagenet1k_v1", "mobilenet_v3_large-8738ca79.pth", 21.114, 74.042, 91.340),
        Entry("mobilenet_v3_large.imagenet1k_v2", "mobilenet_v3_large-5c1a4163.pth", 21.107, 75.274, 92.566, Images(224, 232)),

        // Tan and Le 2019, "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks". The names are those since
        // torchvision 0.16.1: the same files had names with wrong hashes before.
        Entry("efficientnet_b0.imagenet1k_v1", "efficientnet_b0_rwightman-7f5810bc.pth", 20.451, 77.692, 93.532, Bicubic(224, 256)),
        Entry("efficientnet_b1.imagenet1k_v1", "efficientnet_b1_rwightman-bac287d4.pth", 30.134, 78.642, 94.186, Bicubic(240, 256)),
        Entry("efficientnet_b1.imagenet1k_v2", "efficientnet_b1-c27df63c.pth", 30.136, 79.838, 94.934, Images(240, 255)),
        Entry("efficientnet_b2.imagenet1k_v1", "efficientnet_b2_rwightman-c35c1473.pth", 35.174, 80.608, 95.310, Bicubic(288, 288)),
        Entry("efficientnet_b3.imagenet1k_v1", "efficientnet_b3_rwightman-b3899882.pth", 47.184, 82.008, 96.054, Bicubic(300, 320)),
        Entry("efficientnet_b4.imagenet1k_v1", "efficientnet_b4_rwightman-23ab8bcd.pth", 74.489, 83.384, 96.594, Bicubic(380, 384)),
        Entry("efficientnet_b5.imagenet1k_v1", "efficientnet_b5_lukemelas-1a07897c.pth", 116.864, 83.444, 96.628, Bicubic(456, 456)),
        Entry("efficientnet_b6.imagenet1k_v1", "efficientnet_b6_lukemelas-24a108a5.pth", 165.362, 84.008, 96.916, Bicubic(528, 528)),
        Entry("efficientnet_b7.imagenet1k_v1", "efficientnet_b7_lukemelas-c5b4e57e.pth", 254.675, 84.122, 96.908, Bicubic(600, 600)),

        // Dosovitskiy et al. 2020, "An Image is Worth 16x16 Words"; Singh et al. 2022, "Revisiting Weakly Supervised Pre-Training"
        Entry("vit_b_16.imagenet1k_v1", "vit_b_16-c867db91.pth", 330.285, 81.072, 95.318),
        Swag("vit_b_16.imagenet1k_swag_e2e_v1", "vit_b_16_swag-9ac1b537.pth", 331.398, 85.304, 97.650, Bicubic(384, 384)),
        Swag("vit_b_16.imagenet1k_swag_linear_v1", "vit_b_16_lc_swag-4e70ced5.pth", 330.285, 81.886, 96.180, Bicubic(224, 224)),
        Entry("vit_b_32.imagenet1k_v1", "vit_b_32-d86f8d99.pth", 336.604, 75.912, 92.466),

        // Liu et al. 2021, "Swin Transformer: Hierarchical Vision Transformer using Shifted Windows"
        Entry("swin_t.imagenet1k_v1", "swin_t-704ceda3.pth", 108.190, 81.474, 95.776, Bicubic(224, 232)),
        Entry("swin_s.imagenet1k_v1", "swin_s-5e29d889.pth", 189.786, 83.196, 96.360, Bicubic(224, 246)),
    ];

    private static WeightsEntry Entry(string name, string file, double mebibytes, double top1, double top5, InputSpec? images = null) =>
        WeightsEntry.Published(name, Server + file, mebibytes, top1, top5, Licence, images ?? InputSpec.ImageNet);

    private static WeightsEntry Swag(string name, string file, double mebibytes, double top1, double top5, InputSpec images) =>
        Entry(name, file, mebibytes, top1, top5, images) with { Licence = SwagLicence };

    private static InputSpec Images(int size, int resizeShorterSide, float[]? mean = null, float[]? std = null) => InputSpec.ImageNet with
    {
        Height = size,
        Width = size,
        ResizeShorterSide = resizeShorterSide,
        Mean = mean ?? InputSpec.ImageNet.Mean,
        Std = std ?? InputSpec.ImageNet.Std,
    };

    private static InputSpec Bicubic(int size, int resizeShorterSide) =>
        Images(size, resizeShorterSide) with { Interpolation = Interpolation.Bicubic };
}
