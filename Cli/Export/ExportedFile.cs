using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using Toolkit.Images;
using Toolkit.Onnx;
using Toolkit.Scoring;

namespace Toolkit.Cli.Export;

/// <summary>An exported file at work on one image after the other.</summary>
internal sealed class ExportedFile : IDisposable
{
    private readonly InferenceSession session;
    private readonly RunOptions runOptions = new();
    private readonly OnnxInput input;

    /// <param name="path">A file with one input and one output.</param>
    /// <param name="input">What it takes.</param>
    public ExportedFile(string path, OnnxInput input)
    {
        this.input = input;
        Megabytes = new FileInfo(path).Length / 1e6;
        using var options = OnnxRuntimeLibrary.CreateSessionOptions();
        session = new InferenceSession(path, options);
    }

    public double Megabytes { get; }

    /// <summary>How long each image has taken so far.</summary>
    public List<double> Milliseconds { get; } = [];

    public double MedianMilliseconds => Milliseconds.Order().ElementAt(Milliseconds.Count / 2);

    /// <summary>The number of the greatest output for an image.</summary>
    /// <param name="image">Resized and cropped.</param>
    /// <param name="normaliser">For a file that takes normalised pixels.</param>
    public int Predict(ImageBuffer image, Normaliser normaliser)
    {
        using var value = ValueOf(image, normaliser);
        var watch = Stopwatch.StartNew();
        using var outputs = session.Run(runOptions, session.InputNames, [value], session.OutputNames);
        Milliseconds.Add(watch.Elapsed.TotalMilliseconds);
        var scores = outputs[0].GetTensorDataAsSpan<float>().ToArray();
        return Array.IndexOf(scores, scores.Max());
    }

    public void Dispose()
    {
        session.Dispose();
        runOptions.Dispose();
    }

    private OrtValue ValueOf(ImageBuffer image, Normaliser normaliser)
    {
        var (channels, plane) = (image.Channels, image.Height * image.Width);
        var pixels = image.Pixels.ToArray();
        long[] planar = [1, channels, image.Height, image.Width];
        switch (input)
        {
            case OnnxInput.Bytes:
                byte[] interleaved = [.. Enumerable.Range(0, pixels.Length).Select(i => pixels[((i % channels) * plane) + (i / channels)])];
                return OrtValue.CreateTensorValueFromMemory(interleaved, [1, image.Height, image.Width, channels]);
            case OnnxInput.Pixels:
                return OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(pixels, pixel => (float)pixel), planar);
            default:
                var normalised = new float[pixels.Length];
                normaliser.Apply(pixels, normalised);
                return OrtValue.CreateTensorValueFromMemory(normalised, planar);
        }
    }
}
