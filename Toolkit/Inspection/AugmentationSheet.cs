using Toolkit.Data;
using Toolkit.Files;
using Toolkit.Images;

namespace Toolkit.Inspection;

/// <summary>A picture of some images as a training sees them: one a row, first as it is scored, then with its random transforms drawn again and again.</summary>
public sealed class AugmentationSheet
{
    private readonly ImageBuffer picture;

    private AugmentationSheet(ImageBuffer picture) => this.picture = picture;

    /// <summary>Width and height in pixels.</summary>
    public (int Width, int Height) Size => (picture.Width, picture.Height);

    /// <summary>Draws the sheet.</summary>
    /// <param name="images">Of which some are drawn at random.</param>
    /// <param name="augmentation">Transforms that end in images of the input's size, as in <c>FineTuningOptions.Augmentation</c>.</param>
    /// <param name="input">What the network takes.</param>
    /// <param name="rows">How many images, 1 to the number of images.</param>
    /// <param name="columns">How often each, at least 1.</param>
    /// <param name="seed">Any number.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    /// <exception cref="UnreadableImageException">An image cannot be read; the exception names it.</exception>
    public static AugmentationSheet Draw(
        IImageDataset images, IReadOnlyList<IImageTransform> augmentation, InputSpec input, int rows = 6, int columns = 8, long seed = 1)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(augmentation);
        ArgumentNullException.ThrowIfNull(input);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        var chosen = images.TakeRandom(rows, seed);
        var plain = ImagePipeline.ForEvaluation(input);
        var random = plain.With([plain.Transforms[0], .. augmentation, .. plain.Transforms.Skip(1)]);
        var tiles =
            from row in Enumerable.Range(0, rows)
            from column in Enumerable.Range(0, columns)
            select Tile(chosen, row, column == 0 ? plain : random, new ImageRandom(seed, column, row));
        return new(ImageGrid.Compose([.. tiles], columns, zoom: 1));
    }

    /// <summary>Writes the picture as a PNG file.</summary>
    /// <param name="path">Its name ends in <c>.png</c>.</param>
    /// <exception cref="ArgumentException">It does not.</exception>
    /// <exception cref="UnwritableFileException">The folder is missing or not writable, or the disk is full.</exception>
    public void Save(string path) => PngFile.Save(picture, path);

    private static ImageBuffer Tile(IImageDataset images, int index, ImagePipeline pipeline, ImageRandom random)
    {
        var tile = new ImageBuffer();
        tile.CopyFrom(new ImagePreparer(pipeline).Transform(image => images.Read(index, image), random));
        return tile;
    }
}
