using System.Buffers.Binary;
using System.Text.Json;
using Toolkit.Images;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Images;

/// <summary>
/// Asks PIL and torchvision what they make of an image. Python takes seconds to start, so questions are collected first
/// and answered together.
/// </summary>
internal sealed class TorchvisionReference
{
    private readonly List<ImageBuffer> images = [];
    private readonly List<(int Image, string Expression)> questions = [];

    /// <summary>Asks for the value of a Python expression over <c>image</c>, a PIL image; T and F are torchvision's transforms.</summary>
    /// <returns>The number of the answer.</returns>
    public int Ask(ImageBuffer image, string expression)
    {
        var number = images.IndexOf(image);
        if (number < 0)
        {
            number = images.Count;
            images.Add(image);
        }
        questions.Add((number, expression));
        return questions.Count - 1;
    }

    /// <summary>Runs Python over everything that was asked.</summary>
    public ImageBuffer[] Answers()
    {
        using var folder = new TemporaryFolder();
        for (var number = 0; number < images.Count; number++) Write(folder.File($"image{number}"), images[number]);
        File.WriteAllText(
            folder.File("questions.json"),
            JsonSerializer.Serialize(questions.Select(question => new object[] { question.Image, question.Expression })));
        Python.Run("Images/torchvision_transforms.py", folder.Path);
        return [.. Enumerable.Range(0, questions.Count).Select(number => Read(folder.File($"answer{number}")))];
    }

    private static void Write(string path, ImageBuffer image)
    {
        using var file = File.Create(path);
        Span<byte> header = stackalloc byte[12];
        BinaryPrimitives.WriteInt32LittleEndian(header, image.Channels);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], image.Height);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], image.Width);
        file.Write(header);
        file.Write(image.Pixels);
    }

    /// <summary>Reads an image that Python wrote: C, H and W as 32-bit numbers, then the values.</summary>
    public static ImageBuffer Read(string path)
    {
        ReadOnlySpan<byte> data = File.ReadAllBytes(path);
        var image = new ImageBuffer();
        image.Reshape(
            BinaryPrimitives.ReadInt32LittleEndian(data), BinaryPrimitives.ReadInt32LittleEndian(data[4..]),
            BinaryPrimitives.ReadInt32LittleEndian(data[8..]));
        data[12..].CopyTo(image.Pixels);
        return image;
    }
}
