using System.Buffers.Binary;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using Toolkit.Data;

namespace Toolkit.UnitTests.Augmentation;

/// <summary>
/// Asks PIL and torchvision what they make of an image. Python takes seconds to start, so questions are collected first
/// and answered together.
/// </summary>
internal sealed class TorchvisionReference
{
    private const string Script = """
        import json, struct, sys
        import numpy as np
        from PIL import Image
        import torchvision.transforms as T
        import torchvision.transforms.functional as F
        folder = sys.argv[1]
        for number, (image_number, expression) in enumerate(json.load(open(f"{folder}/questions.json"))):
            data = open(f"{folder}/image{image_number}", "rb").read()
            c, h, w = struct.unpack("<iii", data[:12])
            array = np.frombuffer(data, np.uint8, offset=12).reshape(c, h, w)
            image = Image.fromarray(array[0] if c == 1 else array.transpose(1, 2, 0))
            answer = np.asarray(eval(expression))
            answer = answer[None] if answer.ndim == 2 else answer.transpose(2, 0, 1)
            with open(f"{folder}/answer{number}", "wb") as file:
                file.write(struct.pack("<iii", *answer.shape) + np.ascontiguousarray(answer).tobytes())
        """;

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
        var folder = Directory.CreateTempSubdirectory("torchvision").FullName;
        try
        {
            for (var number = 0; number < images.Count; number++) Write(Path.Combine(folder, $"image{number}"), images[number]);
            File.WriteAllText(
                Path.Combine(folder, "questions.json"),
                JsonSerializer.Serialize(questions.Select(question => new object[] { question.Image, question.Expression })));
            Python(Script, folder);
            return [.. Enumerable.Range(0, questions.Count).Select(number => Read(Path.Combine(folder, $"answer{number}")))];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Runs a script with the system's Python; its error output becomes the test's.</summary>
    public static string Python(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo("/usr/bin/python3") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["-c", script, .. arguments]) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode, error.Result);
        return output;
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
            BinaryPrimitives.ReadInt32LittleEndian(data), BinaryPrimitives.ReadInt32LittleEndian(data[4..]), BinaryPrimitives.ReadInt32LittleEndian(data[8..]));
        data[12..].CopyTo(image.Pixels);
        return image;
    }
}
