using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Toolkit.Cli.Data;
using Toolkit.Estimators;
using Toolkit.Estimators.Evaluation;
using Toolkit.Estimators.Reporting;
using Toolkit.Reporting;
using Toolkit.Samples;
using Toolkit.Training;

namespace Toolkit.Cli.Train;

/// <summary>Trains as a configuration says, and writes what comes of it into the run's folder.</summary>
internal sealed class TrainingJob(RunConfig config, RunFolder folder, CheckedImages data, Report report)
{
    private readonly MLContext ml = new(config.Seed);

    /// <param name="cancellation">Ends the training; the best weights so far are kept and written.</param>
    public void Run(CancellationToken cancellation)
    {
        try
        {
            Train(cancellation);
        }
        catch
        {
            folder.DiscardUnlessBegun();
            throw;
        }
        finally
        {
            data.Dispose();
        }
    }

    private void Train(CancellationToken cancellation)
    {
        var (train, validation, how) = data.Split(config.ValidationFraction, config.Seed);
        report.Say($"{config.Network} from {config.Weights}; {train.Count} images learn, {validation.Count} judge ({how})");
        IDataView trainView = ml.TransferLearning().LoadImages(train), validationView = ml.TransferLearning().LoadImages(validation);
        using var model = TrainingProgress.Show(config.Epochs, progress => Fit(trainView, validationView, progress, cancellation), report.Console);
        var result = model.OfType<ImageClassificationTransformer>().Single().TrainingResult!;
        Write(model, trainView.Schema, result);
        if (result.Cancelled)
            report.Say($"Stopped after epoch {result.Epochs.Count}. The model has the weights of epoch {result.Best!.Epoch}; go on by toolkit train --resume "
                + folder.FullPath);
        else Describe(model, trainView, validationView, how);
        report.Value("model", folder.Model);
        report.End();
    }

    private TransformerChain<KeyToValueMappingTransformer> Fit(IDataView train, IDataView validation, TrainingProgress progress, CancellationToken cancellation)
    {
        var keys = ml.Transforms.Conversion.MapValueToKey("Label", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue);
        var log = new TensorBoardLog(folder.Events);
        return keys
            .Append(ml.TransferLearning().FineTune(new ImageFineTuningTrainer.Options
            {
                Network = config.Network,
                Weights = config.ToWeights(),
                ContinueFrom = config.From is { } from ? TrainedModel.File(from) : null,
                Training = config.ToOptions() with { CheckpointPath = folder.Checkpoint },
                ValidationSet = keys.Fit(train).Transform(validation),
                IterationCallback = step =>
                {
                    log.Add(step);
                    progress.OnIteration(step);
                },
                EpochCallback = epoch =>
                {
                    log.Add(epoch);
                    progress.OnEpoch(epoch);
                },
                CancellationToken = cancellation,
            }))
            .Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"))
            .Fit(train);
    }

    private void Write(ITransformer model, DataViewSchema schema, TrainingResult result)
    {
        folder.WriteHistory(result.Epochs);
        ml.TransferLearning().Save(model, schema, folder.Model);
        try
        {
            ml.TransferLearning().SaveForMLNet(model, schema, folder.MLNetModel);
        }
        catch (NotSupportedException error)
        {
            report.Warn($"There is no {folder.MLNetModel}: {error.Message}");
        }
    }

    /// <summary>Scores the model on what did not train it, the test images where there are some, and writes report and model card.</summary>
    private void Describe(ITransformer model, IDataView train, IDataView validation, string split)
    {
        var parts = new List<DataPart> { DataPart.Of("training", train), DataPart.Of("validation", validation) };
        var (scored, metrics) = Score(model, validation, "validation");
        if (data.Test is not null)
        {
            var test = ml.TransferLearning().LoadImages(data.Test);
            parts.Add(DataPart.Of("test", test));
            (scored, metrics) = Score(model, test, "test");
        }
        report.Say(metrics.ToString());
        var written = ml.TransferLearning().Report(model, metrics, new TrainingReportOptions
        {
            Training = config.ToOptions(),
            Settings = [new("Recipe", config.Recipe), new("Weights", File.Exists(config.Weights) ? Path.GetFileName(config.Weights) : config.Weights)],
            Search = config.Search,
            Split = $"Validation: {split}.",
            Scored = scored,
            MetricsAreOfValidation = data.Test is null,
            Data = parts,
        });
        written.SaveHtml(folder.Report);
        written.SaveModelCard(folder.Card);
        report.Say($"{folder.Report} shows how it went, {folder.Model} is the model");
        if (config.Search is not null) report.Value("search", config.Search);
        report.Value("report", folder.Report);
    }

    private (IDataView Scored, ImageClassificationMetrics Metrics) Score(ITransformer model, IDataView images, string name)
    {
        var scored = model.Transform(images);
        var metrics = ml.TransferLearning().Evaluate(scored);
        report.Value($"{name}Accuracy", metrics.MicroAccuracy);
        report.Say(string.Create(CultureInfo.InvariantCulture, $"{name} accuracy: {100 * metrics.MicroAccuracy:F2} %"));
        return (scored, metrics);
    }
}
