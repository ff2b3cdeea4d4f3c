using Microsoft.ML;
using Toolkit.Estimators;
using Toolkit.Training;
using Toolkit.UnitTests.Support;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.Estimators.FineTuning;

/// <summary>Training that goes on from a model: with other classes, from memory and from a file.</summary>
[TestClass]
public sealed class ContinueTests
{
    private const string New = "yellow star";

    private static readonly MLContext ML = new(1);
    private static readonly Lazy<ImageClassificationTransformer> Trained = new(() => Fit(Keyed(ToyImages.Rows(12)), ToyModel.MnistOptions(1)));
    private readonly TemporaryFolder folder = new();

    [TestCleanup]
    public void DeleteFolder() => folder.Dispose();

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void TheTrainingBeginsWithTheModelsNetworkAndTheRowsOfItsClasses(bool fromFile)
    {
        ML.TransferLearning().Save(Trained.Value, Keyed(ToyImages.Rows(3)).Schema, folder.File("model.zip"));
        var begin = new Beginning();
        var options = Continue(fromFile ? TrainedModel.File(folder.File("model.zip")) : TrainedModel.Of(Trained.Value));
        options.Training = options.Training with { Callbacks = [begin] };
        using var step = Fit(Keyed(Changed()), options);

        var (expected, input) = (Trained.Value.Network.InputSpec, begin.Input!);
        Assert.AreEqual(("mnist_cnn", expected.Height, expected.ResizeShorterSide), (begin.Architecture, input.Height, input.ResizeShorterSide));
        CollectionAssert.AreEqual(expected.Mean.Concat(expected.Std).ToArray(), input.Mean.Concat(input.Std).ToArray());
        string[] classes = [ToyImages.Classes[2], New, ToyImages.Classes[0]];
        CollectionAssert.AreEqual(classes, step.ClassNames.ToArray());
        using var scope = NewDisposeScope();
        var trained = Trained.Value.Network;
        foreach (var (name, value) in trained.state_dict())
        {
            var now = begin.Weights[name];
            if (!name.StartsWith(trained.LastLayerName + ".", StringComparison.Ordinal)) Assert.IsTrue(value.Equals(now), name);
            else
            {
                Assert.IsTrue(value[2].Equals(now[0]), name);
                Assert.IsTrue(value[0].Equals(now[2]), name);
                for (var row = 0; row < 3; row++) Assert.IsFalse(value[row].Equals(now[1]), name);
            }
        }
        Assert.AreEqual(1, step.TrainingResult!.Epochs.Count(epoch => epoch.Phase == TrainingPhase.Frozen), "the network is a pretrained one");
    }

    [TestMethod]
    public void WhereNothingIsLearntTheScoresStay()
    {
        var options = Continue(TrainedModel.Of(Trained.Value));
        options.Training = options.Training with
        {
            LearningRate = 1e-30,
            UnfrozenLearningRate = 1e-30,
            Optimizer = Optimizer.Sgd(momentum: 0),
            BatchNormStatistics = BatchNormStatistics.Keep,
        };
        var rows = Keyed(ToyImages.Rows(12));
        using var same = Fit(rows, options);
        var (expected, actual) = (ToyModel.Scores(Trained.Value.Transform(rows)), ToyModel.Scores(same.Transform(rows)));
        for (var i = 0; i < expected.Count; i++) CollectionAssert.AreEqual(expected[i], actual[i]);

        // Softmax over other classes: what stays is the proportion of the classes that were there before.
        var changed = Keyed(Changed());
        using var other = Fit(changed, options);
        var (before, after) = (ToyModel.Scores(Trained.Value.Transform(changed)), ToyModel.Scores(other.Transform(changed)));
        for (var i = 0; i < before.Count; i++) Assert.AreEqual(Math.Log(before[i][2] / before[i][0]), Math.Log(after[i][0] / after[i][2]), 1e-3);
    }

    [TestMethod]
    public void ACheckpointBelongsToTheModelThatTheTrainingWentOnFrom()
    {
        var options = Continue(TrainedModel.Of(Trained.Value));
        options.Training = options.Training with { Epochs = 2, CheckpointPath = folder.File("run") };
        var rows = Keyed(Changed());
        using var first = Fit(rows, options);
        using var again = Fit(rows, options);
        CollectionAssert.AreEqual(first.TrainingResult!.Epochs.ToArray(), again.TrainingResult!.Epochs.ToArray());

        using var other = Fit(Keyed(ToyImages.Rows(12)), ToyModel.MnistOptions(2));
        options.ContinueFrom = TrainedModel.Of(other);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => Fit(rows, options)).Message, "the starting weights was");
    }

    [TestMethod]
    public void WhatCannotBeContinuedIsRefusedInOneSentence()
    {
        var rows = Keyed(ToyImages.Rows(12));
        var options = Continue(TrainedModel.Of(Trained.Value));
        options.Network = "lenet";
        Refused<ArgumentException>("Options.Network is lenet, but the model to continue from has mnist_cnn", options);
        options.Network = "MNIST_CNN";
        Fit(rows, options).Dispose();

        using var weights = new TinyWeights("resnet20", 3);
        options = Continue(TrainedModel.Of(Trained.Value));
        options.Weights = weights.Weights;
        Refused<ArgumentException>("Weights and ContinueFrom both say which weights", options);

        var features = ML.TransferLearning().Featurize("Features", "resnet20", weights.Weights).Fit(rows);
        Refused<ArgumentException>("Training goes on from one network with its head, but the model has none", Continue(TrainedModel.Of(features)));
        Refused<ArgumentException>("the model has 2 (mnist_cnn, mnist_cnn)", Continue(TrainedModel.Of(Trained.Value.Then(Trained.Value))));
        Refused<InvalidOperationException>(
            "mnist_cnn in int8, which can be neither trained", Continue(TrainedModel.Of(ML.TransferLearning().Quantize(Trained.Value, rows))));
        Refused<FileNotFoundException>("There is no model at", Continue(TrainedModel.File(folder.File("none.zip"))));
        File.WriteAllText(folder.File("text.zip"), "text");
        Refused<InvalidDataException>("text.zip' cannot be read as a model", Continue(TrainedModel.File(folder.File("text.zip"))));
        Assert.ThrowsExactly<ArgumentNullException>(() => TrainedModel.Of(null!));
        Assert.ThrowsExactly<ArgumentException>(() => TrainedModel.File(" "));

        void Refused<T>(string words, ImageFineTuningTrainer.Options refused) where T : Exception =>
            StringAssert.Contains(Assert.ThrowsExactly<T>(() => Fit(rows, refused)).Message, words);
    }

    /// <summary>One class goes, one comes, and the others are met in another order.</summary>
    private static List<ImageRow> Changed()
    {
        var rows = ToyImages.Rows(12);
        foreach (var row in rows.Where(row => row.Label == ToyImages.Classes[1])) row.Label = New;
        return [.. rows.OrderBy(row => Array.IndexOf([ToyImages.Classes[2], New, ToyImages.Classes[0]], row.Label))];
    }

    private static ImageFineTuningTrainer.Options Continue(TrainedModel model) => new()
    {
        ContinueFrom = model,
        Training = ToyModel.MnistOptions(2).Training with { FrozenEpochs = 1, Input = null },
    };

    private static ImageClassificationTransformer Fit(IDataView rows, ImageFineTuningTrainer.Options options) => ML.TransferLearning().FineTune(options).Fit(rows);

    private static IDataView Keyed(IEnumerable<ImageRow> rows)
    {
        var view = ML.Data.LoadFromEnumerable(rows);
        return ML.Transforms.Conversion.MapValueToKey("Label").Fit(view).Transform(view);
    }

    /// <summary>Keeps what the training begins with.</summary>
    private sealed class Beginning : TrainingCallback
    {
        public Dictionary<string, Tensor> Weights { get; } = [];

        public string Architecture { get; private set; } = "";

        public Toolkit.Images.InputSpec? Input { get; private set; }

        public override void OnRunStarting(TrainingContext run)
        {
            (Architecture, Input) = (run.Network.Architecture, run.Network.InputSpec);
            foreach (var (name, value) in run.Network.state_dict()) Weights[name] = value.clone().DetachFromDisposeScope();
        }
    }
}
