using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Estimators;
using Toolkit.Training;

namespace Toolkit.UnitTests.Estimators.FineTuning;

/// <summary>Weights of examples and balancing of classes, as FineTune takes them from columns and options.</summary>
[TestClass]
public sealed class WeightColumnTests
{
    private static readonly MLContext ML = new(1);

    [TestMethod]
    public void ImagesWithoutWeightAreNotLearned()
    {
        // Every image is there with its own label and, in equal number, with the label of the next class; the weight decides.
        var rows = Rows(24, (label, lies) => lies ? 0 : 1);
        var (truth, lies) = (Accuracy(rows, "Weight"), Accuracy(rows, "Opposite"));
        Assert.IsGreaterThan(0.9, truth);
        Assert.IsLessThan(0.1, lies);
    }

    [TestMethod]
    public void TheOptionsReachTheTraining()
    {
        var rows = Rows(12, (label, _) => label + 1f);
        double FirstLoss(Action<ImageFineTuningTrainer.Options> change)
        {
            var options = Options("Weight");
            options.ExampleWeightColumnName = null;
            options.Training = options.Training with { Epochs = 1 };
            change(options);
            return Fit(rows, options).TrainingResult!.IterationLosses[0];
        }

        var plain = FirstLoss(_ => { });
        Assert.AreNotEqual(plain, FirstLoss(options => options.ExampleWeightColumnName = "Weight"), 1e-6);
        Assert.AreEqual(plain, FirstLoss(options => options.Training = options.Training with { ClassBalancing = ClassBalancing.InverseFrequency }), "the classes are as many");
        Assert.AreEqual(plain, FirstLoss(options => options.ExampleWeightColumnName = ""), "an empty name is none");
    }

    [TestMethod]
    public void WithoutValidationTheLastEpochStays()
    {
        var options = Options(null);
        options.Training = options.Training with { Epochs = 2, ValidationFraction = 0 };
        var result = Fit(Rows(6, (_, _) => 1), options).TrainingResult!;
        Assert.IsNull(result.Best!.Validation);
        Assert.AreEqual(2, result.Best.Epoch);
    }

    [TestMethod]
    [DataRow(-0.5f)]
    [DataRow(float.NaN)]
    public void AWeightOutOfRangeIsNamedByItsRow(float weight)
    {
        var rows = Rows(6, (_, _) => 1);
        rows[3].Weight = weight;
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => Fit(rows, Options("Weight")));
        foreach (var word in new[] { "Row 3", $"weight {weight}", "column 'Weight'", "at least 0" })
            StringAssert.Contains(error.Message, word);
    }

    [TestMethod]
    [DataRow("Gewicht", "Could not find weight column 'Gewicht'")]
    [DataRow("Note", "Schema mismatch for weight column 'Note': expected Single, got String")]
    public void AWrongColumnIsNamed(string column, string words)
    {
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Fit(Rows(6, (_, _) => 1), Options(column)));
        StringAssert.Contains(error.Message, words);
        var chain = new EstimatorChain<ITransformer>().Append(ML.TransferLearning().FineTune(Options(column)));
        var early = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => chain.Fit(Keyed(Rows(6, (_, _) => 1))));
        StringAssert.Contains(early.Message, words);
    }

    private static double Accuracy(List<WeightedRow> rows, string weights)
    {
        using var model = Fit(rows, Options(weights));
        var predicted = model.Transform(Keyed(rows)).GetColumn<uint>("PredictedLabel");
        return rows.Zip(predicted).Average(pair => ToyImages.Classes[pair.First.Shape] == ClassOf(rows, pair.Second) ? 1.0 : 0.0);
    }

    private static string ClassOf(List<WeightedRow> rows, uint key) => rows.Select(row => row.Label).Distinct().ElementAt((int)key - 1);

    private static ImageFineTuningTrainer.Options Options(string? weights) => new()
    {
        ExampleWeightColumnName = weights,
        Network = "mlp",
        Training = new FineTuningOptions
        {
            Epochs = 30,
            BatchSize = 8,
            ValidationFraction = 0,
            Seed = 3,
            Input = TestInputs.Small,
            Augmentation = [],
        },
    };

    private static ImageClassificationTransformer Fit(List<WeightedRow> rows, ImageFineTuningTrainer.Options options) =>
        ML.TransferLearning().FineTune(options).Fit(Keyed(rows));

    private static IDataView Keyed(List<WeightedRow> rows)
    {
        var data = ML.Data.LoadFromEnumerable(rows);
        return ML.Transforms.Conversion.MapValueToKey("Label").Fit(data).Transform(data);
    }

    private static List<WeightedRow> Rows(int images, Func<int, bool, float> weightOf) =>
        [.. Enumerable.Range(0, images).SelectMany(i => new[] { false, true }.Select(lies => new WeightedRow
        {
            Shape = i % 3,
            Label = ToyImages.Classes[(i + (lies ? 1 : 0)) % 3],
            Weight = weightOf(i % 3, lies),
            Opposite = 1 - weightOf(i % 3, lies),
            Image = ToyImages.Draw(i % 3, 50 + i, 32, 32),
        }))];

    private sealed class WeightedRow
    {
        public string Label { get; set; } = "";

        public float Weight { get; set; }

        public float Opposite { get; set; }

        public string Note { get; set; } = "";

        /// <summary>What the image really shows.</summary>
        public int Shape { get; set; }

        [ImageColumn]
        public MLImage? Image { get; set; }
    }
}
