using Microsoft.ML;
using Toolkit.Cli.Data;
using Toolkit.Cli.Prediction;
using Toolkit.Cli.Tasks;
using Toolkit.Data;
using Toolkit.Estimators;
using Toolkit.Estimators.Reporting;
using Toolkit.Reporting;
using Toolkit.Samples;
using Toolkit.Training;

namespace Toolkit.Cli.Train;

/// <summary>Trains as a configuration says, and writes what comes of it into the run's folder. Of several processes, rank 0 writes.</summary>
internal sealed class TrainingJob(RunConfig config, RunFolder folder, CheckedImages data, IGradientExchange ranks, Report report)
{
    private const int WorstMistakes = 10;

    private readonly MLContext ml = new(config.Seed);
    private readonly ImageTask task = ImageTask.Of(config.Task);
    private readonly FineTuningOptions training = config.ToOptions() with { Distributed = ranks };
    private readonly bool writes = ranks.Rank == 0;

    /// <summary>How it trains.</summary>
    public RunConfig Config => config;

    /// <summary>Where it writes.</summary>
    public RunFolder Folder => folder;

    /// <param name="cancellation">Ends the training; the best weights so far are kept and written.</param>
    public void Run(CancellationToken cancellation)
    {
        try
        {
            if (writes) folder.Begin(config);
            Train(cancellation);
        }
        catch
        {
            if (writes) folder.DiscardUnlessBegun();
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
        if (ranks.Ranks > 1)
            report.Say($"{ranks.Ranks} processes train together, {config.BatchSize} images a step each, {ranks.Ranks * config.BatchSize} in all");
        IDataView trainView = ml.TransferLearning().LoadImages(train), validationView = ml.TransferLearning().LoadImages(validation);
        var model = TrainingProgress.Show(config.Epochs, progress => Fit(trainView, validationView, progress, cancellation), report.Console);
        using var disposed = model as IDisposable;
        if (!writes) return;
        var result = ImageModel.StepOf(model)!.TrainingResult!;
        Write(model, trainView.Schema, result);
        if (result.Cancelled)
            report.Say($"Stopped after epoch {result.Epochs.Count}. The model has the weights of epoch {result.Best!.Epoch}; go on by toolkit train --resume "
                + folder.FullPath);
        else Describe(model, train, validation, how);
        report.Value("model", folder.Model);
        report.End();
    }

    private ITransformer Fit(IDataView train, IDataView validation, TrainingProgress progress, CancellationToken cancellation)
    {
        var log = writes ? new TensorBoardLog(folder.Events) : null;
        return task.Train(ml, train, validation, options =>
        {
            options.Network = config.Network;
            options.Weights = config.ToWeights();
            options.ContinueFrom = config.From is { } from ? TrainedModel.File(from) : null;
            options.Training = training with { CheckpointPath = folder.Checkpoint };
            options.IterationCallback = step =>
            {
                log?.Add(step);
                progress.OnIteration(step);
            };
            options.EpochCallback = epoch =>
            {
                log?.Add(epoch);
                progress.OnEpoch(epoch);
            };
            options.CancellationToken = cancellation;
        });
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
    private void Describe(ITransformer model, IImageDataset train, IImageDataset validation, string split)
    {
        var parts = new List<DataPart> { DataPart.Of("training", train), DataPart.Of("validation", validation) };
        var (scored, found) = Score(model, validation, "validation");
        if (data.Test is not null)
        {
            parts.Add(DataPart.Of("test", data.Test));
            (scored, found) = Score(model, data.Test, "test");
        }
        report.Say(found.Text);
        var written = found.ToReport(model, new TrainingReportOptions
        {
            Training = training,
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

    private (IDataView Scored, Judgement Found) Score(ITransformer model, IImageDataset images, string name)
    {
        var scored = model.Transform(ml.TransferLearning().LoadImages(images));
        var found = task.Judge(ml, ImageModel.StepOf(model)!, scored, WorstMistakes);
        report.Value($"{name}{found.Metric}", found.Value);
        report.Say($"{name} {found.Headline}");
        return (scored, found);
    }
}
