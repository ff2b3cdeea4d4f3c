using System.Text.RegularExpressions;
using Toolkit.Estimators;
using Toolkit.LibTorch;
using Toolkit.UnitTests.Estimators;
using Toolkit.UnitTests.Support;
using TorchSharp;

namespace Toolkit.UnitTests.LibTorch;

/// <summary>What programs say whose libtorch is missing or cannot be loaded: one sentence, and not TorchSharp's page.</summary>
[TestClass]
public sealed partial class TorchLibraryTests
{
    private const string Cli = "Toolkit.Cli.dll", Sample = "FineTuneCifar10.dll", NativeLibrary = "libLibTorchSharp.so";

    private readonly TemporaryFolder folder = new();

    [TestCleanup]
    public void DeleteFolder() => folder.Dispose();

    [TestMethod]
    public void LoadsWhatIsThere()
    {
        TorchLibrary.Load();
        Assert.IsGreaterThan(0, torch.get_num_threads());
    }

    [TestMethod]
    public void AModelPredictsWithoutLibTorch()
    {
        using var program = new ProgramCopy(file => !ProgramCopy.IsLibTorch(file));
        var image = Directory.EnumerateFiles(ToyModel.Shared.TestFolder, "*.png", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();
        var (exitCode, output, errors) = DotnetProcess.Run(program.File(Cli), "predict", SaveModel(), image);
        Assert.AreEqual(0, exitCode, errors);
        StringAssert.Contains(output, Path.GetFileName(Path.GetDirectoryName(image)));
    }

    [TestMethod]
    public void AModelIsNotLoadedWithoutLibTorchAndOnnxRuntime()
    {
        using var program = new ProgramCopy(file => !ProgramCopy.IsLibTorch(file) && !IsOnnxRuntime(file));
        var (exitCode, output, errors) = DotnetProcess.Run(program.File(Cli), "predict", SaveModel(), "image.png");
        Assert.AreEqual((1, ""), (exitCode, output), errors);
        StringAssert.Matches(errors, MissingLibTorch());
        Assert.IsFalse(Directory.Exists(program.File("cpu")), "TorchSharp has copied libtorch from the package cache.");
    }

    [TestMethod]
    public void OnnxRuntimeIsAskedForInVain()
    {
        using var program = new ProgramCopy(file => !ProgramCopy.IsLibTorch(file) && !IsOnnxRuntime(file));
        var (exitCode, output, errors) = DotnetProcess.Run(program.File(Cli), "predict", SaveModel(), "image.png", "--engine", "onnxruntime");
        Assert.AreEqual((1, ""), (exitCode, output), errors);
        StringAssert.StartsWith(errors, "error: The library onnxruntime cannot be loaded: ");
        StringAssert.EndsWith(
            errors.TrimEnd(), "Add the package Microsoft.ML.OnnxRuntime to the program, or choose ScoringEngine.TorchSharp in a program that has libtorch.");
    }

    [TestMethod]
    public void NothingIsTrainedWithoutLibTorch()
    {
        ToyImages.WriteFolder(folder.File("train"), imagesPerClass: 2, seed: 1);
        ToyImages.WriteFolder(folder.File("test"), imagesPerClass: 1, seed: 2);
        using var program = new ProgramCopy(file => !ProgramCopy.IsLibTorch(file));
        var (exitCode, output, errors) = DotnetProcess.Run(
            program.File(Sample), "--data", folder.Path, "--weights", "none", "--output", folder.File("output"));
        Assert.AreEqual(1, exitCode, errors);
        StringAssert.Matches(errors, MissingLibTorch());
        Assert.DoesNotContain("LoadNativeBackend", output, "TorchSharp has printed its page.");
    }

    [TestMethod]
    public void TheLibraryAsItIsShippedIsToldApart()
    {
        if (!OperatingSystem.IsLinux()) Assert.Inconclusive("Only the library for Linux needs mending.");
        var shipped = PackageCache.RequireTorchSharpLibrary();
        using var program = new ProgramCopy(file => file != NativeLibrary && !IsOnnxRuntime(file));
        File.Copy(shipped, program.File($"runtimes/linux-x64/native/{NativeLibrary}"));

        var (exitCode, output, errors) = DotnetProcess.Run(program.File(Cli), "predict", SaveModel(), "image.png");
        if (!errors.Contains("GLIBCXX", StringComparison.Ordinal) && errors.Contains("image.png", StringComparison.Ordinal))
            Assert.Inconclusive("This system's C++ library has the version that the library asks for.");
        Assert.AreEqual((1, ""), (exitCode, output), errors);
        StringAssert.Matches(errors, NotMended());
    }

    private static bool IsOnnxRuntime(string file) => Path.GetFileName(file).Contains("onnxruntime.", StringComparison.Ordinal);

    private string SaveModel()
    {
        var path = folder.File("model.zip");
        ToyModel.Shared.ML.TransferLearning().Save(ToyModel.Shared.Model, ToyModel.Shared.Train.Schema, path);
        return path;
    }

    [GeneratedRegex(
        @"^error: libtorch, which TorchSharp computes with, is not beside the program: add it to the program's project with " +
        @"'dotnet add package libtorch-cpu-[a-z]+-[a-z0-9]+ --version [0-9.]+'(, or TorchSharp-cuda-[a-z]+ for an NVIDIA GPU)?\.\r?\n\z")]
    private static partial Regex MissingLibTorch();

    [GeneratedRegex(@"^error: TorchSharp's libLibTorchSharp\.so asks for GLIBCXX_3\.4\.32, .* and build the program again\.\r?\n\z")]
    private static partial Regex NotMended();
}
