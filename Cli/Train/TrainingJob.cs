using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Toolkit.Data;
using Toolkit.Estimators;
using Toolkit.Reporting;
using Toolkit.Samples;
using Toolkit.Training;

namespace Toolkit.Cli.Train;

/// <summary>Trains as a configuration says, and writes what comes of it into the run's folder.</summary>
internal sealed class TrainingJob(RunConfig config, RunFolder folder, CheckedImages data, Report report)
{
    private readonly MLContext ml = new(config.Seed);

    /// <returns>The exit code: 0; 130 or 143 where a signal ended the training.</returns>
    public int Run()
    {
        using var stop = new StopSignals();
        var (train, validation, how) = data.Split(config.ValidationFraction, config.Seed);
        report.Say($"{config.Network} from {config.Weights}; {train.Count} images learn, {validation.Count} judge ({how})");
        IDataView trainView = ml.TransferLearning().LoadImages(train), validationView = ml.TransferLearning().LoadImages(validation);
        using var model = TrainingProgress.Show(config.Epochs, progress => Fit(trainView, validationView, progress, stop.Token), report.Console);
        var result = model.OfType<ImageClassificationTransformer>().Single().TrainingResult!;
        Write(model, trainView.Schema, result);
        if (result.Cancelled) report.Say($"Stopped after epoch {result.Epochs.Count}. The model has the weights of epoch {result.Best!.Epoch}; go on by toolkit train --resume {folder.FullPath}");
        else Score(model, validationView, data.Test);
        report.Value("model", folder.Model);
        report.End();
        return stop.ExitCode ?? 0;
    }

    private TransformerChain<KeyToValueMappingTransformer> Fit(IDataView train, IDataView validation, TrainingProgress progress, CancellationToken cancellation)
    {
        var keys = ml.Transforms.Conversion.MapValueToKey("Label", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue);
        return keys
            .Append(ml.TransferLearning().FineTune(new ImageFineTuningTrainer.Options
            {
                Network = config.Network,
                Weights = config.ToWeights(),
                Training = config.ToOptions() with { CheckpointPath = folder.Checkpoint },
                ValidationSet = keys.Fit(train).Transform(validation),
                IterationCallback = progress.OnIteration,
                EpochCallback = progress.OnEpoch,
                CancellationToken = cancellation,
            }))
            .Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"))
            .Fit(train);
    }

    private void Write(ITransformer model, DataViewSchema schema, TrainingResult result)
    {
        folder.WriteHistory(result.Epochs);
        LearningCurves.Save(folder.Curves, LearningCurveData.Of(result));
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

    private void Score(ITransformer model, IDataView validation, IImageDataset? test)
    {
        Score(model, validation, "validation");
        if (test is not null) Score(model, ml.TransferLearning().LoadImages(test), "test");
    }

    private void Score(ITransformer model, IDataView images, string name)
    {
        var metrics = ml.TransferLearning().Evaluate(model.Transform(images));
        if (name == "test" || data.Test is null) report.Say(metrics.ToString());
        report.Value($"{name}Accuracy", metrics.MicroAccuracy);
        report.Say(string.Create(CultureInfo.InvariantCulture, $"{name} accuracy: {100 * metrics.MicroAccuracy:F2} %"));
    }
}
