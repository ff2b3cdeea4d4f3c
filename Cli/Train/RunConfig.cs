using System.Text.Json;
using System.Text.Json.Serialization;
using Toolkit.Data;
using Toolkit.Files;
using Toolkit.Training;

namespace Toolkit.Cli.Train;

/// <summary>All that a training run follows from besides its images: <c>config.json</c> in the run's folder.</summary>
/// <param name="Version">Of the form of this file.</param>
/// <param name="Photos">Path of the images.</param>
/// <param name="Validation">Path of the validation images; null: those beside the images, or a part of these.</param>
/// <param name="Network">Name in the catalog.</param>
/// <param name="Weights">Name in the catalog of weights, path of a file, or <c>none</c>.</param>
/// <param name="Recipe">What all numbers that do not stand here are (<see cref="Recipes.Named"/>).</param>
/// <param name="Size">Height and width of the network's input.</param>
/// <param name="Epochs">The frozen ones included.</param>
/// <param name="FrozenEpochs">Epochs in which only the head learns.</param>
/// <param name="BatchSize">Images a step.</param>
/// <param name="Rate">Learning rate of the head while the rest is frozen.</param>
/// <param name="UnfrozenRate">Learning rate of all layers.</param>
/// <param name="BalanceClasses">Whether images of rare classes count more.</param>
/// <param name="ValidationFraction">Share that is held back where there are no validation images.</param>
/// <param name="Patience">Epochs without progress after which the training ends; null: none.</param>
/// <param name="Metric">What is to progress.</param>
/// <param name="MinimumChange">How much better is progress.</param>
/// <param name="From">A model whose training goes on; null: none.</param>
/// <param name="Calibrate">Whether probabilities are calibrated on the validation images.</param>
/// <param name="AcceptedErrors">The largest share of wrong answers among those that are given; null: every image is answered.</param>
/// <param name="Seed">Of everything random.</param>
/// <param name="AugmentWhileFrozen">Whether the head's epochs see random versions of the images, too.</param>
/// <param name="Search">The search that chose some of the above; null: there was none.</param>
/// <param name="Task">What is learned.</param>
/// <param name="LabelColumns">Columns of a CSV file that say it; null: <c>label</c>.</param>
/// <param name="Ranks">Processes that train together, as they were when the run last began or went on.</param>
/// <param name="ScaleRate">Whether the rates are multiplied by their number.</param>
internal sealed record RunConfig(
    int Version, string Photos, string? Validation, string Network, string Weights, string Recipe, int Size, int Epochs, int FrozenEpochs, int BatchSize,
    double Rate, double UnfrozenRate, bool BalanceClasses, double ValidationFraction, int? Patience, EarlyStoppingMetric Metric,
    double MinimumChange, string? From, bool Calibrate, double? AcceptedErrors, int Seed, bool AugmentWhileFrozen, SearchResult? Search = null,
    LearningTask Task = LearningTask.Classification, IReadOnlyList<string>? LabelColumns = null,
    int Ranks = 1, bool ScaleRate = false)
{
    public const int Present = 2;

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <exception cref="InvalidDataException">It is damaged, or of another version.</exception>
    public static RunConfig Read(string path) => Parse(File.ReadAllText(path), path);

    /// <summary>What <see cref="ToString"/> gave, or the content of a file.</summary>
    /// <param name="text">JSON.</param>
    /// <param name="path">Of the file.</param>
    /// <exception cref="InvalidDataException">It is damaged, or of another version.</exception>
    public static RunConfig Parse(string text, string path)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var version = document.RootElement.TryGetProperty("version", out var value) ? value.GetInt32() : 0;
            if (version != Present)
                throw new InvalidDataException(
                    $"{path} is of version {version}, but this toolkit reads version {Present}. Train anew, or with the toolkit that wrote it.");
            return JsonSerializer.Deserialize<RunConfig>(text, Json)!;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"{path} is no configuration of a run: {error.Message}", error);
        }
    }

    /// <summary>How a CSV file is read.</summary>
    [JsonIgnore]
    public ImageTableOptions Labels => new() { Task = Task, LabelColumns = LabelColumns ?? new ImageTableOptions().LabelColumns };

    /// <summary>JSON.</summary>
    public override string ToString() => JsonSerializer.Serialize(this, Json);

    public void Write(string path) => AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, this, Json));
}
