using System.Text.RegularExpressions;
using Toolkit.Estimators;
using Toolkit.UnitTests.Estimators;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Cli;

/// <summary><c>toolkit export --int8</c>.</summary>
[TestClass]
public sealed class ExportCommandTests
{
    private static readonly TemporaryFolder Folder = new();
    private static readonly ToyModel Toy = ToyModel.Shared;
    private static string model = "";

    private static string Target => Folder.File("toy.onnx");

    [ClassInitialize]
    public static void SaveModel(TestContext _)
    {
        model = Folder.File("toy.zip");
        Toy.ML.TransferLearning().Save(Toy.Model, Toy.Train.Schema, model);
    }

    [ClassCleanup]
    public static void DeleteFolder() => Folder.Dispose();

    [TestMethod]
    [DataRow("pixels")]
    [DataRow("bytes")]
    [DataRow("normalised")]
    public void AccuracySizeAndSpeedAreCompared(string input)
    {
        var output = Run("--int8", "--calibrate", Toy.TrainFolder, "--validate", Toy.TestFolder, "--input", input);
        var (single, quantized) = Row("accuracy, %");
        Assert.IsGreaterThan(90, single);
        Assert.AreEqual(single, quantized, 3);
        (single, quantized) = Row("file, MB");
        Assert.AreEqual(new FileInfo(Target).Length / 1e6, quantized, 0.006);
        Assert.AreEqual(4, single / quantized, 0.3);
        (single, quantized) = Row("ms an image");
        Assert.IsGreaterThan(0, Math.Min(single, quantized));

        (double Float32, double Int8) Row(string title)
        {
            var numbers = Regex.Match(output, $@"^{Regex.Escape(title)} +([\d.]+) +([\d.]+)", RegexOptions.Multiline).Groups;
            return (Number(numbers[1].Value), Number(numbers[2].Value));
        }
    }

    [TestMethod]
    public void WithoutValidationItTellsTheFileAlone()
    {
        StringAssert.Matches(Run("--int8", "--calibrate", Toy.TrainFolder), new($"^{Regex.Escape(Target)}: \\d+ bytes\n$"));
        Assert.IsLessThan(new FileInfo(model).Length / 3, new FileInfo(Target).Length);
    }

    [TestMethod]
    [DataRow("true", 64)]
    [DataRow("false", 127)]
    public void TheRangeOfWeightsIsAsOneLikesOnAnyProcessor(string isReduced, int largest)
    {
        Run("--int8", "--reduce-weight-range", isReduced, "--calibrate", Toy.TrainFolder);
        using var session = new Microsoft.ML.OnnxRuntime.InferenceSession(Target);
        StringAssert.Contains(session.ModelMetadata.CustomMetadataMap["quantization"], $"int8 weights from -{largest} to {largest}");
    }

    [TestMethod]
    public void MistakesAreOneLine()
    {
        var empty = Directory.CreateDirectory(Folder.File("empty")).FullName;
        Fails("--int8 needs --calibrate FOLDER", "--int8");
        Fails("--label and --targets name columns of the CSV file for --calibrate", "--label", "kind");
        Fails("--calibrate is for --int8", "--calibrate", Toy.TrainFolder);
        Fails("--validate is for --int8", "--validate", Toy.TestFolder);
        Fails("--reduce-weight-range is for --int8", "--reduce-weight-range", "false");
        Fails("has no images", "--int8", "--calibrate", empty);
        Fails("no folder and no zip file", "--int8", "--calibrate", Folder.File("absent"));
        Fails("no folder and no zip file", "--int8", "--calibrate", Toy.TrainFolder, "--validate", Folder.File("absent"));
    }

    [TestMethod]
    public void WhatIsNoModelOrCannotBeWrittenIsOneLine()
    {
        FailsAt("is a folder, not a model", Folder.Path, Target);
        FailsAt("There is no model at", Folder.File("absent.zip"), Target);
        FailsAt("it is a folder", model, Directory.CreateDirectory(Folder.File("folder.onnx")).FullName);
        FailsAt("does not exist", model, Folder.File("absent/a.onnx"));
    }

    private static void FailsAt(string word, string source, string target)
    {
        var (exitCode, _, errors) = ToolkitProcess.Run("export", source, target);
        Assert.AreEqual(1, exitCode);
        StringAssert.StartsWith(errors, "error: ");
        StringAssert.Contains(errors, word);
        Assert.HasCount(1, errors.Split('\n', StringSplitOptions.RemoveEmptyEntries), errors);
    }

    private static string Run(params string[] options)
    {
        var (exitCode, output, errors) = ToolkitProcess.Run(["export", model, Target, .. options]);
        Assert.AreEqual(0, exitCode, errors);
        return output;
    }

    private static void Fails(string word, params string[] options)
    {
        var target = Folder.File("refused.onnx");
        var (exitCode, _, errors) = ToolkitProcess.Run(["export", model, target, .. options]);
        Assert.AreEqual(1, exitCode);
        StringAssert.StartsWith(errors, "error: ");
        StringAssert.Contains(errors, word);
        Assert.HasCount(1, errors.Split('\n', StringSplitOptions.RemoveEmptyEntries), errors);
        Assert.IsFalse(File.Exists(target));
    }

    private static double Number(string text) => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
