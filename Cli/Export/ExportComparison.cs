using System.Globalization;
using Toolkit.Data;
using Toolkit.Images;
using Toolkit.Onnx;
using Toolkit.Reporting;

namespace Toolkit.Cli.Export;

/// <summary>Two exported files of one network, in float32 and in int8, on labelled images: accuracy, size, and time an image.</summary>
internal sealed class ExportComparison
{
    /// <summary>Fewer images are gone through again, so that the medians mean something.</summary>
    private const int LeastRuns = 50;

    private const double WorthIt = 1.1;

    private readonly ExportedFile single, quantized;
    private double singleRight, quantizedRight;

    private ExportComparison(ExportedFile single, ExportedFile quantized) => (this.single, this.quantized) = (single, quantized);

    /// <summary>Prints a table, and a sentence where int8 is not faster.</summary>
    /// <param name="floatFile">The network in float32.</param>
    /// <param name="int8File">The network in int8.</param>
    /// <param name="images">Labelled as the network's outputs are.</param>
    /// <param name="spec">How images are prepared.</param>
    /// <param name="input">What the files take.</param>
    /// <param name="report">Where to.</param>
    public static void Print(string floatFile, string int8File, IImageDataset images, InputSpec spec, OnnxInput input, Report report)
    {
        using ExportedFile single = new(floatFile, input), quantized = new(int8File, input);
        var comparison = new ExportComparison(single, quantized);
        comparison.Run(images, spec);
        report.Say(comparison.Table(images.Count));
        report.Value("int8TimesAsFast", comparison.Ratio);
        report.Value("accuracy", comparison.singleRight / images.Count);
        report.Value("int8Accuracy", comparison.quantizedRight / images.Count);
        if (comparison.Ratio < WorthIt)
            report.Say(string.Create(CultureInfo.InvariantCulture, $"int8 does not pay here: it is {comparison.Ratio:F1} times as fast as float32."));
    }

    private double Ratio => single.MedianMilliseconds / quantized.MedianMilliseconds;

    /// <summary>Image by image, the files in turns, so that what else the machine does falls on both alike.</summary>
    private void Run(IImageDataset images, InputSpec spec)
    {
        var (preparer, normaliser) = (new ImagePreparer(spec), new Normaliser(spec.Mean, spec.Std));
        for (var i = 0; i < Math.Max(images.Count, LeastRuns); i++)
        {
            var index = i % images.Count;
            var image = preparer.Transform(buffer => images.Read(index, buffer));
            var (first, second) = (single.Predict(image, normaliser), quantized.Predict(image, normaliser));
            if (i >= images.Count) continue;
            if (first == images.LabelOf(index)) singleRight++;
            if (second == images.LabelOf(index)) quantizedRight++;
        }
    }

    private string Table(int images) => TextTable.Format(
    [
        ["", "float32", "int8", "ratio"],
        ["file, MB", Number(single.Megabytes), Number(quantized.Megabytes), Number(single.Megabytes / quantized.Megabytes)],
        ["accuracy, %", Number(100 * singleRight / images), Number(100 * quantizedRight / images), ""],
        ["ms an image", Number(single.MedianMilliseconds), Number(quantized.MedianMilliseconds), Number(Ratio)],
    ]);

    private static string Number(double value) => value.ToString("F2", CultureInfo.InvariantCulture);
}
