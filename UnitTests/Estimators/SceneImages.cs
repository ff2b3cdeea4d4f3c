using Microsoft.ML.Data;
using Toolkit.Data;
using Toolkit.Images;

namespace Toolkit.UnitTests.Estimators;

/// <summary>Scenes as a data set.</summary>
internal sealed class SceneImages(IReadOnlyList<SceneRow> rows) : IImageDataset
{
    public int Count => rows.Count;

    public IReadOnlyList<string> ClassNames => ["scene"];

    public int LabelOf(int index) => 0;

    public string NameOf(int index) => $"scene {index}";

    public void Read(int index, ImageBuffer image) => ImageDecoder.Copy(rows[index].Image!, image);

    /// <summary>An image's bytes, red before green before blue.</summary>
    public static byte[] Planar(MLImage image)
    {
        var buffer = new ImageBuffer();
        ImageDecoder.Copy(image, buffer);
        return buffer.Pixels.ToArray();
    }
}
