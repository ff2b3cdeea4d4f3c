using System.Runtime.ExceptionServices;
using Toolkit.Images;

namespace Toolkit.Data;

/// <summary>Decodes a whole data set into one block of memory.</summary>
internal static class ImagesIntoMemory
{
    public static InMemoryImages Load(
        IImageDataset source, IReadOnlyList<IImageTransform> transforms, int threads, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        if (source.Task != LearningTask.Classification)
        {
            throw new ArgumentException(
                $"The images are for {source.Task}, and only labels of classes are kept with images in memory. Load the images alone, and put the targets " +
                $"behind: new {nameof(TargetedImages)}(loaded, …).");
        }
        if (source.Count == 0) throw new ArgumentException("The data set has no images; there must be at least one. Add some.");
        if (transforms.FirstOrDefault(transform => transform.IsRandom) is { } random)
        {
            throw new ArgumentException(
                $"{random.GetType().Name} is random, so its result cannot be kept. Put it into the pipeline of the BatchLoader " +
                "instead.");
        }

        var (channels, height, width) = ShapeOfFirst(source, transforms);
        var pixels = Allocate(source.Count, channels, height, width);
        var shape = (channels, height, width);
        ForEachIndex(source.Count, threads, cancellation, () => ReadInto(source, transforms, shape, pixels));
        int[] labels = [.. Enumerable.Range(0, source.Count).Select(source.LabelOf)];
        string[] names = [.. Enumerable.Range(0, source.Count).Select(source.NameOf)];
        return new InMemoryImages(channels, height, width, pixels, labels, source.ClassNames, names,
            [.. Enumerable.Range(0, source.Count).Select(source.WeightOf)]);
    }

    private static (int Channels, int Height, int Width) ShapeOfFirst(IImageDataset source, IReadOnlyList<IImageTransform> transforms)
    {
        var first = Preparer(transforms).Transform(image => source.Read(0, image));
        return (first.Channels, first.Height, first.Width);
    }

    // Nothing is normalised here.
    private static ImagePreparer Preparer(IReadOnlyList<IImageTransform> transforms) => new(new ImagePipeline(transforms, [0], [1]));

    private static byte[] Allocate(int count, int channels, int height, int width)
    {
        var bytes = (long)count * channels * height * width;
        if (bytes <= Array.MaxLength) return new byte[bytes];
        throw new ArgumentException(
            $"{count} images of {channels}×{height}×{width} need {bytes / 1e9:F1} GB, but one block holds at most " +
            $"{Array.MaxLength / 1e9:F1} GB. " +
            "Give the data set to the BatchLoader as it is, which reads the images when they are needed, or make them smaller.");
    }

    private static Action<int> ReadInto(
        IImageDataset source, IReadOnlyList<IImageTransform> transforms, (int Channels, int Height, int Width) shape, byte[] pixels)
    {
        var preparer = Preparer(transforms);
        var size = shape.Channels * shape.Height * shape.Width;
        return index =>
        {
            var image = preparer.Transform(buffer => source.Read(index, buffer));
            if ((image.Channels, image.Height, image.Width) != shape) throw ShapeDiffers(source.NameOf(index), image, shape);
            image.Pixels.CopyTo(pixels.AsSpan(index * size, size));
        };
    }

    private static ArgumentException ShapeDiffers(string name, ImageBuffer image, (int Channels, int Height, int Width) shape) => new(
        $"{name} is {image.Channels}×{image.Height}×{image.Width} (channels×height×width) after the transforms, " +
        $"but the first image is {shape.Channels}×{shape.Height}×{shape.Width}. Images in memory must have one shape: add new Resize(height, width).");

    private static void ForEachIndex(int count, int threads, CancellationToken cancellation, Func<Action<int>> worker)
    {
        try
        {
            Parallel.For(
                0, count, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation },
                worker,
                (index, _, action) =>
                {
                    action(index);
                    return action;
                },
                _ => { });
        }
        catch (AggregateException failures)
        {
            ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
        }
    }
}
