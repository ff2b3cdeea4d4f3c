using System.CommandLine;
using Microsoft.ML;
using Toolkit.Cli.Data;
using Toolkit.Cli.Options;
using Toolkit.Cli.Prediction;
using Toolkit.Cli.Tasks;
using Toolkit.Data;
using Toolkit.Estimators;
using Toolkit.Files;
using Toolkit.Networks;
using Toolkit.Onnx;

namespace Toolkit.Cli.Export;

/// <summary><c>toolkit export model.zip network.onnx</c>: a model's network as an ONNX file, in int8 on request.</summary>
internal static class ExportCommand
{
    private static readonly Argument<FileInfo> Model = new("model") { Description = "A model file" };

    private static readonly Argument<FileInfo> Output = OutputFile.Argument("onnx", ".onnx", "The network");

    private static readonly Option<OnnxInput> Input = ChoiceOption.Of(
        "--input", "What the file takes, float 0 to 255 as N×C×H×W, uint8 as N×H×W×C or normalised float as N×C×H×W", OnnxInput.Pixels);

    private static readonly Option<bool> Logits = new("--logits") { Description = "Give logits rather than probabilities" };

    private static readonly Option<bool> Int8 = new("--int8")
    {
        Description = "Compute in 8-bit integers: a quarter of the size, and faster for ResNets and the like",
    };

    private static readonly Option<string> Calibrate = new("--calibrate")
    {
        Description = "For --int8: class folders of images like those that the network will see, a zip of them, or a CSV file; else float32",
    };

    private static readonly Option<bool?> ReduceWeightRange = new("--reduce-weight-range")
    {
        Description = "For --int8: weights of 7 bits, which x86 processors without VNNI need; true, false, or by default, as this processor needs",
    };

    private static readonly Option<string> Validate = new("--validate")
    {
        Description = "For --int8: class folders of images on which accuracy and speed are compared with float32, or a zip of them; else no comparison",
    };

    public static Command Create()
    {
        var command = new Command(
            "export",
            "Writes a model's network as an ONNX file, with its class names.\n\nExamples:\n  toolkit export run1/model.zip model.onnx\n"
            + "  toolkit export run1/model.zip model.onnx --int8 --calibrate photos/train --validate photos/val")
        {
            Model, Output, Input, Logits, ViewsOption.Option, Int8, ReduceWeightRange, Calibrate, TaskOptions.Label, TaskOptions.Targets, Validate,
            Report.JsonOption,
        };
        command.SetAction(parsed => Mistakes.Print(() => Export(parsed)));
        return command;
    }

    private static void Export(ParseResult parsed)
    {
        var (calibrate, validate) = (parsed.GetValue(Calibrate), parsed.GetValue(Validate));
        var reducesRange = parsed.GetValue(ReduceWeightRange);
        CheckTogether(parsed.GetValue(Int8), calibrate, validate, reducesRange);
        var columns = parsed.GetValue(TaskOptions.Label) ?? parsed.GetValue(TaskOptions.Targets);
        if (columns is not null && (calibrate is null || !TrainingImages.IsTable(calibrate)))
            throw new ArgumentException("--label and --targets name columns of the CSV file for --calibrate, and there is none. Leave them out.");
        var (path, report) = (parsed.GetValue(Output)!.FullName, new Report(parsed.GetValue(Report.JsonOption)));
        AtomicFile.CheckWritable(path);
        var catalog = new MLContext().TransferLearning();
        var loaded = catalog.Load(parsed.GetValue(Model)!.FullName, out _);
        using var disposed = loaded as IDisposable;
        var model = ViewsOption.Apply(parsed, catalog, loaded);
        using var disposedViews = model as IDisposable;
        var calibration = calibrate is null ? null : Unlabelled(calibrate, parsed, model);
        using var opened = calibration as IDisposable;
        var options = new OnnxExportOptions
        {
            Input = parsed.GetValue(Input),
            Output = parsed.GetValue(Logits) ? OnnxOutput.Logits : OnnxOutput.Probabilities,
        };
        if (calibration is null) catalog.ExportOnnx(model, path, options);
        else
        {
            var quantization = reducesRange is { } isReduced ? new OnnxQuantization(calibration) { ReduceWeightRange = isReduced } : new(calibration);
            Quantize(catalog, model, path, options with { Quantization = quantization }, validate, report);
        }
        report.Say($"{path}: {new FileInfo(path).Length} bytes");
        report.Value("onnx", path);
        report.Value("bytes", new FileInfo(path).Length);
        report.End();
    }

    private static void Quantize(
        TransferLearningCatalog catalog, ITransformer model, string path, OnnxExportOptions options, string? validate, Report report)
    {
        var network = ImageModel.StepOf(model);
        if (validate is not null && network?.Task != LearningTask.Classification)
            throw new ArgumentException("--validate compares the accuracy of a classifier, and this model is none. Leave it out.");
        using var validation = validate is null ? null : new ImageFolder(validate, new ImageFolderOptions { ClassNames = network?.OutputNames });
        catalog.ExportOnnx(model, path, options);
        if (OnnxQuantization.AdviceAgainst(network!.Network) is { } advice) report.Say(advice);
        if (validation is null) return;
        Compare(path, floatFile => catalog.ExportOnnx(model, floatFile, options with { Quantization = null }), validation, network.Network, options.Input, report);
    }

    /// <summary>Images whose labels do not matter: class folders, or a table for the model's task.</summary>
    private static IImageDataset Unlabelled(string path, ParseResult parsed, ITransformer model) => TrainingImages.IsTable(path) && ImageModel.StepOf(model) is { } step
        ? new ImageTable(path, TaskOptions.Of(parsed, step))
        : new ImageFolder(path);

    private static void CheckTogether(bool int8, string? calibrate, string? validate, bool? reducesRange)
    {
        if (int8 && calibrate is null)
            throw new ArgumentException("--int8 needs --calibrate FOLDER, with images like those that the network will see.");
        var given = calibrate is not null ? "--calibrate" : validate is not null ? "--validate" : reducesRange is not null ? "--reduce-weight-range" : null;
        if (!int8 && given is not null) throw new ArgumentException($"{given} is for --int8. Add --int8, or leave it out.");
    }

    private static void Compare(string int8File, Action<string> exportFloat, ImageFolder images, Network network, OnnxInput input, Report report)
    {
        var folder = Directory.CreateTempSubdirectory("toolkit-");
        try
        {
            var floatFile = Path.Combine(folder.FullName, "float32.onnx");
            exportFloat(floatFile);
            ExportComparison.Print(floatFile, int8File, images, network.InputSpec, input, report);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
