using Microsoft.ML;
using Microsoft.ML.Transforms.Image;
using Toolkit.Augmentation;
using Toolkit.Estimators.Images;
using Toolkit.Estimators.Scoring;
using Toolkit.Onnx;
using Toolkit.Scoring;

namespace Toolkit.Estimators.Persistence.MLNetModels;

/// <summary>A network as ML.NET's own steps: its images, or its column of pixels, through ExtractPixels and ApplyOnnxModel.</summary>
/// <param name="Source">The network.</param>
/// <param name="Augmentation">The views of each image that are averaged.</param>
/// <param name="ImageColumnName">Name of the image column.</param>
/// <param name="PixelOrder">How pixels lie in it, where it holds pixels.</param>
/// <param name="Resizing">How images of any size are resized first; null: they are refused.</param>
internal sealed record OfficialNetwork(
    INetworkSource Source, TestTimeAugmentation Augmentation, string ImageColumnName, PixelOrder PixelOrder, ImageResizingEstimator.ResizingKind? Resizing)
{
    /// <summary>Adds the steps.</summary>
    /// <param name="steps">Receives them.</param>
    /// <param name="output">What is wanted of the network.</param>
    /// <param name="outputs">The columns that the last of them makes.</param>
    /// <exception cref="NotSupportedException">The images come in any size and are not to be resized, or as encoded files, or the network cannot be exported.</exception>
    /// <exception cref="OnnxRuntimeLibraryException">The library is missing; the message says what to do.</exception>
    public void Add(OfficialSteps steps, NetworkOutput output, RowOutputs outputs)
    {
        OnnxRuntimeLibrary.Load(); // what ApplyOnnxModel says without is a type initializer's stack trace
        var pixels = AddPixels(steps, steps.Temporary($"{outputs.Values}.Pixels"));
        outputs = outputs with { TestTimeAugmentation = Augmentation };
        var file = steps.TemporaryFile(RowModel.Of(Source.Model(output), Source.Description.Input, pixels, outputs));
        steps.Add(steps.ML.Transforms.ApplyOnnxModel([.. outputs.Names], [pixels.Name], file));
    }

    private PixelColumn AddPixels(OfficialSteps steps, string name)
    {
        var type = steps.TypeOf(ImageColumnName);
        if (PixelVector.Of(type, PixelOrder) is { } vector) return CopyPixels(steps, vector, name);
        if (type is not ImageDataViewType image)
            throw Refused("holds encoded files, which no transform of ML.NET decodes", "Load the images by ml.Transforms.LoadImages");
        var (column, height, width) = Suits(image) ? (ImageColumnName, image.Height, image.Width) : AddResizing(steps, image, name);
        steps.Add(steps.ML.Transforms.ExtractPixels(name, column));
        return new(name, Channels: 3, height, width);
    }

    private PixelColumn CopyPixels(OfficialSteps steps, PixelVector vector, string name)
    {
        var pixels = new PixelColumn(name, vector.Channels, vector.Height, vector.Width, vector.IsInterleaved);
        if (!pixels.Suits(Source.Description.Input))
            throw Refused($"holds pixels of {vector.Width}×{vector.Height} images, which would have to be resized", $"{ResizeImages} before ExtractPixels");
        steps.Copy(ImageColumnName, name);
        return pixels;
    }

    private bool Suits(ImageDataViewType image) => image is { Height: > 0, Width: > 0 }
        && new PixelColumn(ImageColumnName, Channels: 3, image.Height, image.Width).Suits(Source.Description.Input);

    private (string Column, int Height, int Width) AddResizing(OfficialSteps steps, ImageDataViewType image, string name)
    {
        if (Resizing is not { } kind)
        {
            var size = image is { Height: > 0, Width: > 0 } ? $"images of {image.Width}×{image.Height} pixels, which would have to be resized" : "images of any size";
            throw Refused($"holds {size}", $"{ResizeImages} before it, or save it with ml.TransferLearning().SaveForMLNet, which does");
        }
        var (input, resized) = (Source.Description.Input, steps.Temporary($"{name}.Resized"));
        var side = input.ResizeShorterSide;
        var (height, width) = side >= Math.Max(input.Height, input.Width) ? (side, side) : (input.Height, input.Width);
        steps.Add(steps.ML.Transforms.ResizeImages(resized, width, height, ImageColumnName, kind));
        return (resized, height, width);
    }

    private string ResizeImages =>
        $"Put ml.Transforms.ResizeImages(\"{ImageColumnName}\", {Source.Description.Input.ResizeShorterSide}, {Source.Description.Input.ResizeShorterSide})";

    private NotSupportedException Refused(string reason, string advice) => new(
        $"A model of ML.NET cannot hold {Source.Description.Architecture}: its column '{ImageColumnName}' {reason}. {advice}, or save the model with "
        + "ml.TransferLearning().Save.");
}
