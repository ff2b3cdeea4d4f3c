using Microsoft.ML;
using Toolkit.Training;

namespace Toolkit.Estimators.Reporting;

/// <summary>What a report tells besides what the model and its metrics know.</summary>
public sealed record TrainingReportOptions
{
    private const int MostMistakes = 1000;

    /// <summary>Heading of the report. Null, the default: "Image classifier", "Image labeller" or "Image regression", and the network's name.</summary>
    public string? Title { get; init; }

    /// <summary>How the model was trained; told option by option. Null, the default: not told.</summary>
    public FineTuningOptions? Training { get; init; }

    /// <summary>Other settings with their names, told before those of <see cref="Training"/>, such as the weights. Default: none.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Settings { get; init; } = [];

    /// <summary>The search that chose how to train (<see cref="FineTuningSearch"/>), told as a table. Null, the default: there was none.</summary>
    public SearchResult? Search { get; init; }

    /// <summary>The parts of the data, such as training and test images (<see cref="DataPart.Of(string, IDataView, string)"/>). Default: none.</summary>
    public IReadOnlyList<DataPart> Data { get; init; } = [];

    /// <summary>How the data was split, in a sentence. Null, the default: not told.</summary>
    public string? Split { get; init; }

    /// <summary>
    /// Whether the metrics are those of the validation images, which chose the best epoch and so flatter the model: the report says it. Default false: of test
    /// images.
    /// </summary>
    public bool MetricsAreOfValidation { get; init; }

    /// <summary>
    /// The view that was evaluated, <c>model.Transform(test)</c>: the images of the worst mistakes are read from its image column, by the
    /// numbers of their rows. Null, the default: they are read from their paths, where these are files.
    /// </summary>
    public IDataView? Scored { get; init; }

    /// <summary>The worst mistakes that are shown, at most as many as were evaluated; 0 to 1000. Default 12.</summary>
    public int Mistakes { get; init; } = 12;

    /// <summary>Name of the model's file, for the lines that show how it is used. Default <c>model.zip</c>.</summary>
    public string ModelFile { get; init; } = "model.zip";

    /// <exception cref="ArgumentException">A value is missing or out of its range.</exception>
    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Settings);
        ArgumentNullException.ThrowIfNull(Data);
        ArgumentException.ThrowIfNullOrWhiteSpace(ModelFile);
        if (Mistakes is < 0 or > MostMistakes)
            throw new ArgumentOutOfRangeException(nameof(Mistakes), Mistakes, $"{nameof(Mistakes)} must be from 0 to {MostMistakes}.");
    }
}
