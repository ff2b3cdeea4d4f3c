using System.Diagnostics;
using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Data;
using Toolkit.Datasets;
using Toolkit.Estimators;
using Toolkit.Images;
using Toolkit.Networks;
using Toolkit.Onnx;
using Toolkit.Pretrained;
using Toolkit.StateDicts;
using Toolkit.UnitTests.Training;

namespace Toolkit.Break.Attacks;

/// <summary>Every kind of file that the toolkit reads.</summary>
internal static class DamagedFiles
{
    private const int Size = 28, Images = 12;

    private static readonly string[] Classes = ["red", "green", "blue"];

    private static readonly MLContext ML = new(1);

    public static IEnumerable<IAttack> All =>
    [
        new DamagedFile("png", folder => Draw(folder, "picture.png"), ReadImage),
        new DamagedFile("jpeg", folder => Draw(folder, "picture.jpg"), ReadImage),
        new DamagedFile("webp", folder => Python(folder, "picture.webp", "from PIL import Image; Image.open('{0}/a.png').save('{1}')"), ReadImage),
        new DamagedFile("bmp", folder => Python(folder, "picture.bmp", "from PIL import Image; Image.open('{0}/a.png').save('{1}')"), ReadImage),
        new DamagedFile("folder-zip", MakeZip, ReadZip),
        new DamagedFile("idx", MakeIdx, path => Read(Mnist.Load(Path.GetDirectoryName(path)!, training: true))),
        new DamagedFile("cifar", MakeCifar, path => Read(Cifar10Binary.Load(Path.GetDirectoryName(path)!, training: false))),
        new DamagedFile("safetensors", folder => Weigh(folder, "weights.safetensors"), path => SmallTraining.HashOf(Safetensors.Read(path))),
        new DamagedFile("pth", folder => Torch(folder, ""), ReadWeights),
        new DamagedFile("pth-legacy", folder => Torch(folder, ", _use_new_zipfile_serialization=False"), ReadWeights),
        new DamagedFile("onnx", MakeOnnx, ReadWeights),
        new DamagedFile("checkpoint", MakeCheckpoint, path => SmallTraining.Run(path, epochs: 3), isChecked: true),
        new DamagedFile("model", folder => MakeModel(folder), ReadModel, isChecked: true),
    ];

    /// <summary>Small pictures of three classes.</summary>
    public static InMemoryImages Pictures(int count) => TintedImages.Create(count, Size);

    /// <summary>One of them, in ML.NET's form.</summary>
    public static MLImage Picture(int index)
    {
        var image = new ImageBuffer();
        Pictures(index + 1).Read(index, image);
        var pixels = new byte[4 * Size * Size];
        for (var i = 0; i < pixels.Length; i++) pixels[i] = i % 4 == 3 ? byte.MaxValue : image.Plane(i % 4)[i / 4];
        return MLImage.CreateFromPixels(Size, Size, MLPixelFormat.Rgba32, pixels);
    }

    private static string Draw(string folder, string name)
    {
        using var picture = Picture(0);
        picture.Save(Path.Combine(folder, name));
        return Path.Combine(folder, name);
    }

    private static string ReadImage(string path)
    {
        var image = new ImageBuffer();
        ImageDecoder.DecodeFile(path, image);
        return $"{image.Width}×{image.Height}";
    }

    private static string MakeZip(string folder)
    {
        var path = Path.Combine(folder, "images.zip");
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (var name in new[] { "cat/1.png", "cat/2.jpg", "dog/1.png", "dog/2.jpg" }) zip.CreateEntryFromFile(Draw(folder, Path.GetFileName(name)), name);
        return path;
    }

    private static string ReadZip(string path)
    {
        using var images = new ImageFolder(path);
        return Read(images);
    }

    private static string Read(IImageDataset images)
    {
        var image = new ImageBuffer();
        for (var i = 0; i < images.Count; i++) images.Read(i, image);
        return $"{images.Count} images";
    }

    private static string MakeIdx(string folder)
    {
        byte[] images = [0, 0, 8, 3, 0, 0, 0, Images, 0, 0, 0, Size, 0, 0, 0, Size, .. new byte[Images * Size * Size]];
        byte[] labels = [0, 0, 8, 1, 0, 0, 0, Images, .. Enumerable.Range(0, Images).Select(i => (byte)(i % 10))];
        Compress(Path.Combine(folder, "train-labels-idx1-ubyte.gz"), labels);
        return Compress(Path.Combine(folder, "train-images-idx3-ubyte.gz"), images);
    }

    private static string Compress(string path, byte[] content)
    {
        using var file = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        file.Write(content);
        return path;
    }

    private static string MakeCifar(string folder)
    {
        const int record = 3073;
        var path = Path.Combine(folder, "test_batch.bin");
        var content = new byte[Images * record];
        for (var i = 0; i < Images; i++) content[i * record] = (byte)(i % 10);
        File.WriteAllBytes(path, content);
        return path;
    }

    private static string Weigh(string folder, string name)
    {
        using var network = NetworkCatalog.Create("mnist_cnn", Classes.Length, new NetworkOptions { Seed = 1 });
        Safetensors.Write(Path.Combine(folder, name), StateDictLoader.Capture(network));
        return Path.Combine(folder, name);
    }

    private static string Torch(string folder, string options) => Python(
        folder, "weights.pth",
        "import torch; torch.save(dict(epoch=3, state_dict=dict(weight=torch.ones(3, 4), bias=torch.arange(3)[::2], half=torch.zeros(2).half())), '{1}'" + options + ")");

    private static string Python(string folder, string name, string program)
    {
        Draw(folder, "a.png");
        var path = Path.Combine(folder, name);
        using var python = Process.Start("/usr/bin/python3", ["-c", string.Format(program, folder, path)]);
        python.WaitForExit();
        return python.ExitCode == 0 ? path : throw new InvalidOperationException($"python3 could not write {name}: install python3-torch and python3-pil.");
    }

    private static string ReadWeights(string path) => SmallTraining.HashOf(Weights.File(path).Read());

    private static string MakeOnnx(string folder)
    {
        var path = Path.Combine(folder, "weights.onnx");
        using var network = NetworkCatalog.Create("mnist_cnn", Classes.Length, new NetworkOptions { Seed = 1 });
        OnnxExport.Write(network, path);
        return path;
    }

    private static string MakeCheckpoint(string folder)
    {
        var path = Path.Combine(folder, "run.checkpoint");
        SmallTraining.Run(path, epochs: 3);
        return path;
    }

    /// <summary>A model of a small network with random weights.</summary>
    public static string MakeModel(string folder)
    {
        var view = ML.TransferLearning().LoadImages(Pictures(1));
        var model = ML.TransferLearning().Classify("mnist_cnn", Weights.File(Weigh(folder, "weights.safetensors")), Classes).Fit(view);
        var path = Path.Combine(folder, "model.zip");
        ML.TransferLearning().Save(model, view.Schema, path);
        return path;
    }

    private static string ReadModel(string path)
    {
        using var model = (IDisposable)ML.TransferLearning().Load(path, out _);
        var view = ML.TransferLearning().LoadImages(Pictures(2));
        return string.Join(' ', ((ITransformer)model).Transform(view).GetColumn<float[]>("Score").SelectMany(scores => scores));
    }
}
