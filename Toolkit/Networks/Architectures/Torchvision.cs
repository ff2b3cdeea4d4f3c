using Toolkit.Images;

namespace Toolkit.Networks.Architectures;

/// <summary>What torchvision has and publishes: networks under its names, and files of weights. The facts are torchvision's own.</summary>
internal static class Torchvision
{
    private const string Server = "https://download.pytorch.org/models/";
    private const string Licence = "BSD-3-Clause (torchvision); trained on ImageNet, whose images are for research";

    /// <summary>A network of torchvision's.</summary>
    /// <param name="name">Its name there.</param>
    /// <param name="create">Builds it.</param>
    /// <param name="parameters">With 1000 classes and three channels.</param>
    /// <param name="choices">What can be chosen about it.</param>
    public static NetworkEntry Network(
        string name, Func<int, NetworkOptions?, Network> create, long parameters, NetworkChoices choices = NetworkChoices.None) =>
        new(name, create) { IsTorchvision = true, Parameters = ParameterCount.ImageNet(parameters), Choices = choices };

    /// <summary>A file of weights that were trained on ImageNet.</summary>
    /// <param name="name">Network, a dot, and which weights.</param>
    /// <param name="file">Ends with the first digits of its hash.</param>
    /// <param name="mebibytes">Length of the file in MiB.</param>
    /// <param name="top1">Accuracy on ImageNet in percent.</param>
    /// <param name="top5">Share of images, in percent, whose class is among the five most probable.</param>
    /// <param name="images">Null where they are resized to 256 and cut to 224.</param>
    public static WeightsEntry Weights(string name, string file, double mebibytes, double top1, double top5, InputSpec? images = null) =>
        WeightsEntry.Published(name, Server + file, mebibytes, top1, top5, Licence, images ?? InputSpec.ImageNet);

    /// <summary>Images that are resized to another size before they are cut, or normalised by other numbers.</summary>
    public static InputSpec Images(int size, int resizeShorterSide, float[]? mean = null, float[]? std = null) => InputSpec.ImageNet with
    {
        Height = size,
        Width = size,
        ResizeShorterSide = resizeShorterSide,
        Mean = mean ?? InputSpec.ImageNet.Mean,
        Std = std ?? InputSpec.ImageNet.Std,
    };

    /// <summary>Images that are resized by bicubic interpolation.</summary>
    public static InputSpec Bicubic(int size, int resizeShorterSide) =>
        Images(size, resizeShorterSide) with { Interpolation = Interpolation.Bicubic };
}
