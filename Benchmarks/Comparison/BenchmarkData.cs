using System.Diagnostics;
using Microsoft.ML;
using Toolkit.Benchmarks.Workloads;
using Toolkit.Data;
using Toolkit.Estimators;
using Toolkit.Networks;
using Toolkit.Pretrained;
using TorchSharp;

namespace Toolkit.Benchmarks.Comparison;

/// <summary>The files that all sides read: small images as records, photographs, and weights. Made once.</summary>
internal static class BenchmarkData
{
    private const int TrainImages = 6400, TestImages = 10000;

    /// <summary>Makes what is missing.</summary>
    /// <param name="source">A folder with <c>cifar10/train.zip</c>, <c>cifar10/test.zip</c> and <c>hymenoptera/train</c>.</param>
    /// <param name="folder">Where the files go.</param>
    /// <exception cref="DirectoryNotFoundException">The source lacks one of them.</exception>
    public static void Prepare(string source, string folder)
    {
        Directory.CreateDirectory(folder);
        WriteRecords(Path.Combine(source, "cifar10", "train.zip"), Path.Combine(folder, "cifar-train.bin"), TrainImages);
        WriteRecords(Path.Combine(source, "cifar10", "test.zip"), Path.Combine(folder, "cifar-test.bin"), TestImages);
        LinkPhotographs(Path.Combine(source, "hymenoptera", "train"), folder);
        LargePhotographs.Write(Path.Combine(folder, "photographs"), Path.Combine(folder, "photographs-large"));
        if (!File.Exists(Path.Combine(folder, "resnet18.onnx"))) RunPython("prepare_files.py", folder);
        WriteForTorchSharp(Path.Combine(folder, "resnet18-10.pth"), Path.Combine(folder, "resnet18-10.dat"));
        WriteModel(Path.Combine(folder, "resnet18-10.pth"), Path.Combine(folder, "resnet18-10.zip"));
    }

    private static void WriteRecords(string zip, string path, int count)
    {
        if (File.Exists(path)) return;
        using var images = new ImageFolder(zip);
        // In random order: the first so many have all classes, too.
        int[] order = [.. Enumerable.Range(0, images.Count)];
        new Random(1).Shuffle(order);
        RecordFile.Write(path + ".part", images.Subset(order.Take(count)));
        File.Move(path + ".part", path);
    }

    private static void LinkPhotographs(string photographs, string folder)
    {
        var link = Path.Combine(folder, "photographs");
        if (!Directory.Exists(link)) Directory.CreateSymbolicLink(link, Path.GetFullPath(photographs));
        var first = Path.Combine(folder, "photograph.jpg");
        if (!File.Exists(first)) File.Copy(Directory.EnumerateFiles(link, "*.jpg", SearchOption.AllDirectories).Order().First(), first);
    }

    /// <summary>The same weights in TorchSharp's own format: it reads no other.</summary>
    private static void WriteForTorchSharp(string checkpoint, string path)
    {
        if (File.Exists(path)) return;
        using var ours = NetworkCatalog.CreateUninitialized("resnet18", 10);
        Weights.File(checkpoint).LoadInto(ours);
        using var theirs = torchvision.models.resnet18(10);
        theirs.load_state_dict(ours.state_dict());
        theirs.save(path + ".part");
        File.Move(path + ".part", path);
    }

    /// <summary>The same weights as a model that takes the content of files.</summary>
    private static void WriteModel(string checkpoint, string path)
    {
        if (File.Exists(path)) return;
        var ml = new MLContext();
        var images = ml.Data.LoadFromEnumerable<FirstPrediction.Photograph>([]);
        using var model = ml.TransferLearning().Classify("resnet18", Weights.File(checkpoint), Datasets.Cifar10.ClassNames).Fit(images);
        ml.TransferLearning().Save(model, images.Schema, path);
    }

    private static void RunPython(string script, string folder)
    {
        using var process = Process.Start(Contestant.Python, [Contestant.PythonFile(script), folder]);
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{script} failed; see above.");
    }
}
