using Microsoft.ML;
using Toolkit.Estimators;
using Toolkit.Estimators.Prediction;
using Toolkit.Images;
using Toolkit.Inspection;

namespace Toolkit.Samples.WebApp.Predicting;

/// <summary>A model that was read from its file, with a pool of engines over it.</summary>
internal sealed class ServedModel : IDisposable
{
    private readonly ITransformer model;
    private readonly PredictionPool<Photo, Scores> pool;
    private readonly ImageClassificationTransformer classifier;
    private readonly SemaphoreSlim explaining = new(1);

    /// <param name="path">A file of <c>ml.TransferLearning().Save</c>, or of <c>toolkit train</c>.</param>
    /// <param name="number">What answers call the model.</param>
    public ServedModel(string path, int number)
    {
        var ml = new MLContext();
        (Path, Number) = (path, number);
        model = ml.TransferLearning().Load(path, out _);
        classifier = (model as IEnumerable<ITransformer> ?? [model]).OfType<ImageClassificationTransformer>().SingleOrDefault()
            ?? throw new InvalidDataException($"'{path}' has no classifier of images. Give a model that toolkit train or FineTune made of class folders.");
        pool = ml.TransferLearning().CreatePredictionEnginePool<Photo, Scores>(model);
    }

    public string Path { get; }

    public int Number { get; }

    public IReadOnlyList<string> Classes => classifier.ClassNames;

    public float? RejectThreshold => classifier.RejectThreshold;

    /// <summary>Does nothing for one of the classes.</summary>
    /// <exception cref="BadHttpRequestException">It is none.</exception>
    public void CheckLabel(string label)
    {
        if (!Classes.Contains(label)) throw new BadHttpRequestException($"There is no class '{label}'. The classes are: {string.Join(", ", Classes)}.");
    }

    /// <summary>Classifies an image.</summary>
    /// <param name="photo">A whole file.</param>
    /// <param name="cancellation">Ends the waiting for an engine.</param>
    public async Task<Answer> PredictAsync(byte[] photo, CancellationToken cancellation)
    {
        var scores = await pool.PredictAsync(new Photo { Image = photo }, cancellation);
        var classes = Classes.Zip(scores.Score, (name, probability) => new ClassProbability(name, probability));
        return new(Number, scores.PredictedLabel is "" ? null : scores.PredictedLabel, [.. classes.OrderByDescending(each => each.Probability)]);
    }

    /// <summary>Shows where in an image a class was seen. One at a time, since Grad-CAM watches the layers of the one network.</summary>
    /// <param name="photo">A whole file.</param>
    /// <param name="label">The class; null: the most probable one.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public async Task<Explanation> ExplainAsync(byte[] photo, string? label, CancellationToken cancellation)
    {
        await explaining.WaitAsync(cancellation);
        try
        {
            // Decoded here and not before, so that of those who wait there is no more than their files.
            var image = new ImageBuffer();
            ImageDecoder.Decode(photo, UploadedImage.Name, image);
            var map = GradCam.Explain(classifier.Network, image, label is null ? null : Classes.ToList().IndexOf(label));
            var heat = ImageEncoder.ToPng(map.Draw(opacity: 1));
            return new(Number, Classes[map.Class], map.Layer, SeenPart.Of(image, classifier.Network.InputSpec), heat);
        }
        finally
        {
            explaining.Release();
        }
    }

    public void Dispose()
    {
        pool.Dispose();
        (model as IDisposable)?.Dispose();
        explaining.Dispose();
    }
}
