using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Estimators;
using Toolkit.Training;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Estimators;

/// <summary>A pipeline that was fitted once, to toy images in class folders, for all tests that only use a model.</summary>
internal sealed class ToyModel
{
    /// <summary>Height and width of the network's input; small enough for a ResNet18 to train in seconds.</summary>
    public const int Size = 32;

    private static readonly Lazy<ToyModel> Instance = new(() => new ToyModel());

    private ToyModel()
    {
        var folder = new TemporaryFolder();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        (TrainFolder, TestFolder) = (folder.File("train"), folder.File("test"));
        ToyImages.WriteFolder(TrainFolder, imagesPerClass: 16, seed: 100);
        ToyImages.WriteFolder(TestFolder, imagesPerClass: 12, seed: 200);
        Train = ML.TransferLearning().LoadImageFolder(TrainFolder);
        Test = ML.TransferLearning().LoadImageFolder(TestFolder);
        Model = Pipeline(ML, Options()).Fit(Train);
        Network = Model.OfType<ImageClassificationTransformer>().Single();
    }

    public static ToyModel Shared => Instance.Value;

    public MLContext ML { get; } = new(seed: 1);

    public string TrainFolder { get; }

    public string TestFolder { get; }

    /// <summary>Columns ImagePath, Label (text) and Image (MLImage).</summary>
    public IDataView Train { get; }

    public IDataView Test { get; }

    /// <summary>MapValueToKey, LoadImages, ResizeImages, the network, MapKeyToValue.</summary>
    public TransformerChain<ITransformer> Model { get; }

    /// <summary>The network's step; it takes a column <c>Image</c>.</summary>
    public ImageClassificationTransformer Network { get; }

    /// <summary>Enough training for the toy problem.</summary>
    public static ImageFineTuningTrainer.Options Options(int epochs = 8) => new()
    {
        Training = new FineTuningOptions
        {
            Epochs = epochs,
            BatchSize = 8,
            ValidationFraction = 0.25,
        },
    };

    /// <summary>A small network on images of 28×28 pixels, which trains in moments and learns the toy problem.</summary>
    public static ImageFineTuningTrainer.Options MnistOptions(int epochs)
    {
        const int size = 28;
        return new()
        {
            Network = "mnist_cnn",
            Training = new()
            {
                Epochs = epochs,
                BatchSize = 8,
                Seed = 5,
                Input = new(3, size, size, [0.5f, 0.5f, 0.5f], [0.5f, 0.5f, 0.5f], size),
                UnfrozenLearningRate = 5e-3,
            },
        };
    }

    /// <summary>One epoch on images of any size: enough where it does not matter what was learned.</summary>
    public static ImageFineTuningTrainer.Options Small()
    {
        var options = Options(epochs: 1);
        options.Training = options.Training with { Input = TestInputs.Small };
        return options;
    }

    public static EstimatorChain<ITransformer> Pipeline(MLContext ml, ImageFineTuningTrainer.Options options) =>
        ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(ml.Transforms.LoadImages("Image", imageFolder: null, inputColumnName: "ImagePath"))
            .Append(ml.Transforms.ResizeImages("Image", Size, Size))
            .Append(ml.TransferLearning().FineTune(options))
            .Append<ITransformer>(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"));

    /// <summary>A trained network and MapKeyToValue over rows that have images already; fast, and no good at its job.</summary>
    public static TransformerChain<ITransformer> FitQuickly(MLContext ml, IDataView rows, ImageFineTuningTrainer.Options options) =>
        ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(ml.TransferLearning().FineTune(options))
            .Append<ITransformer>(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"))
            .Fit(rows);

    /// <summary>All rows of a scored view.</summary>
    public static List<ScoredRow> Read(MLContext ml, IDataView scored) =>
        [.. ml.Data.CreateEnumerable<ScoredRow>(scored, reuseRowObject: false, ignoreMissingColumns: true)];

    /// <summary>The scores of all rows.</summary>
    public static List<float[]> Scores(IDataView scored) => [.. scored.GetColumn<float[]>("Score")];
}
