using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Data;
using Toolkit.Estimators;
using Toolkit.Images;
using Toolkit.Networks;
using Toolkit.Pretrained;
using Toolkit.Scoring;
using Toolkit.StateDicts;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Estimators.Featurizing;

/// <summary>A frozen backbone as a transform, alone and before a trainer of ML.NET.</summary>
[TestClass]
public sealed class FeaturizeTests
{
    private static readonly MLContext ML = new(1);
    private readonly TemporaryFolder folder = new();

    private string Path => folder.File("model.zip");

    [TestCleanup]
    public void DeleteFolder() => folder.Dispose();

    [TestMethod]
    [DataRow("resnet18", 512)]
    [DataRow("squeezenet1_1", 512)]
    [DataRow("mobilenet_v3_small", 576)]
    public void FeaturesAreThoseOfTheNetwork(string name, int length)
    {
        using var weights = new TinyWeights(name, classes: 7);
        var images = new CountingImages(37);
        using var model = Featurize(name, weights.Weights).Fit(ML.TransferLearning().LoadImages(images));
        var view = model.Transform(ML.TransferLearning().LoadImages(images));
        Assert.AreEqual($"Vector<Single, {length}>", view.Schema["Features"].Type.ToString());
        Assert.AreEqual(length, model.FeatureCount);

        var features = view.GetColumn<float[]>("Features").ToList();
        Assert.HasCount(37, features);
        foreach (var index in new[] { 0, 31, 32, 36 })
            Close.AreClose(Expected(name, weights.Weights, images, index), features[index], 1e-4, $"image {index}");
    }

    [TestMethod]
    public void ATrainerOfMLNetLearnsFromFeatures()
    {
        using var weights = new TinyWeights("resnet18", classes: 3);
        var (train, test) = (ML.Data.LoadFromEnumerable(ToyImages.Rows(60, seed: 100)), ML.Data.LoadFromEnumerable(ToyImages.Rows(40, seed: 200)));
        var model = Pipeline(Featurize("resnet18", weights.Weights)).Fit(train);
        var metrics = ML.MulticlassClassification.Evaluate(model.Transform(test));
        Assert.IsGreaterThan(0.8, metrics.MicroAccuracy, "even random features tell colours apart");
    }

    [TestMethod]
    public void AntsAndBeesAreToldApartByImageNetsFeatures()
    {
        var data = ML.TransferLearning().LoadImageFolder(SharedFiles.Require("data/hymenoptera/train"));
        var weights = Weights.File(SharedFiles.Require("weights/imagenet-squeezenet/SqueezeNet_fp16.onnx"));
        var split = ML.Data.TrainTestSplit(data, testFraction: 0.33, seed: 3);
        var model = Pipeline(ML.TransferLearning().Featurize("Features", "squeezenet1_1", weights)).Fit(split.TrainSet);
        var metrics = ML.MulticlassClassification.Evaluate(model.Transform(split.TestSet));
        Assert.IsGreaterThan(0.85, metrics.MicroAccuracy);
    }

    [TestMethod]
    public void SeveralNetworksInOneChainSurviveTheArchive()
    {
        using var first = new TinyWeights("resnet18", classes: 5);
        using var second = new TinyWeights("squeezenet1_1", classes: 9);
        var data = ML.TransferLearning().LoadImages(new CountingImages(40));
        var model = ML.Transforms.Conversion.MapValueToKey("Label")
            .Append(Featurize("resnet18", first.Weights, "Left"))
            .Append(Featurize("squeezenet1_1", second.Weights, "Right"))
            .Append(ML.Transforms.Concatenate("Features", "Left", "Right"))
            .Append(ML.MulticlassClassification.Trainers.LbfgsMaximumEntropy())
            .Append(ML.Transforms.Conversion.MapKeyToValue("PredictedLabel"))
            .Fit(data);
        ML.TransferLearning().Save(model, data.Schema, Path);
        var loaded = ML.TransferLearning().Load(Path, out _);

        var (expected, actual) = (ToyModel.Read(ML, model.Transform(data)), ToyModel.Read(ML, loaded.Transform(data)));
        Assert.HasCount(40, actual);
        foreach (var (one, other) in expected.Zip(actual))
        {
            CollectionAssert.AreEqual(one.Score, other.Score);
            Assert.AreEqual(one.PredictedLabel, other.PredictedLabel);
        }
    }

    [TestMethod]
    public void TheArchiveHoldsNoHead()
    {
        using var weights = new TinyWeights("resnet18", classes: 5);
        var data = ML.TransferLearning().LoadImages(new CountingImages(1));
        ML.TransferLearning().Save(Featurize("resnet18", weights.Weights).Fit(data), data.Schema, Path);
        var names = ChangeWeights(saved => saved).Select(tensor => tensor.Key).ToList();
        Assert.IsTrue(names.Contains("layer4.1.bn2.weight"));
        Assert.IsFalse(names.Any(name => name.StartsWith("fc.")), "fc is the head");

        ChangeWeights(saved => saved.Where(tensor => tensor.Key != "layer2.0.conv1.weight"));
        var error = Assert.ThrowsExactly<InvalidDataException>(() => ML.TransferLearning().Load(Path, out _));
        StringAssert.Contains(error.Message, "layer2.0.conv1.weight");
    }

    [TestMethod]
    public void APredictionEngineAgreesWithTransform()
    {
        using var weights = new TinyWeights("resnet18", classes: 3);
        var rows = ToyImages.Rows(35);
        var data = ML.Data.LoadFromEnumerable(rows);
        var model = Pipeline(Featurize("resnet18", weights.Weights)).Fit(data);
        var batched = ToyModel.Read(ML, model.Transform(data));
        using var engine = ML.Model.CreatePredictionEngine<ImageRow, ScoredRow>(model);
        for (var i = 0; i < rows.Count; i++)
        {
            var single = engine.Predict(rows[i]);
            Close.AreClose(batched[i].Score, single.Score, 1e-4, $"row {i}");
            Assert.AreEqual(batched[i].PredictedLabel, single.PredictedLabel);
        }
    }

    [TestMethod]
    public void WeightsWithoutALastLayerWillDo()
    {
        using var network = NetworkCatalog.Create("resnet18", 4, new NetworkOptions { Seed = 2 });
        var backbone = new StateDict();
        foreach (var (name, tensor) in StateDictLoader.Capture(network))
            if (!name.StartsWith("fc.")) backbone.Add(name, tensor);
        Safetensors.Write(folder.File("backbone.safetensors"), backbone);
        var data = ML.TransferLearning().LoadImages(new CountingImages(2));
        using var model = Featurize("resnet18", Weights.File(folder.File("backbone.safetensors"))).Fit(data);
        Assert.HasCount(2, model.Transform(data).GetColumn<float[]>("Features").ToList());

        using var other = new TinyWeights("squeezenet1_1", classes: 4);
        Assert.Throws<WeightsException>(() => Featurize("resnet18", other.Weights).Fit(data));
    }

    [TestMethod]
    public void WrongColumnsAndNamesAreRefused()
    {
        using var weights = new TinyWeights("resnet18", classes: 3);
        var rows = ML.Data.LoadFromEnumerable(ToyImages.Rows(3));
        Refused<ArgumentOutOfRangeException>(() => Featurize("resnet18", weights.Weights, image: "Photo").Fit(rows), "image column 'Photo'", "Image");
        Refused<ArgumentOutOfRangeException>(
            () => Pipeline(Featurize("resnet18", weights.Weights, image: "ImagePath")).Fit(rows), "image column 'ImagePath'", "got String");
        Refused<ArgumentException>(() => Featurize("resnet81", weights.Weights), "resnet81", "resnet18");
        Refused<ArgumentException>(() => Featurize("resnet18", weights.Weights, output: ""), "FeaturesColumnName");
        Refused<ArgumentNullException>(() => Featurize("resnet18", null!), "Weights");
    }

    private static ImageFeaturizingEstimator Featurize(string network, Weights weights, string output = "Features", string image = "Image") =>
        ML.TransferLearning().Featurize(output, network, weights, image, TestInputs.Small);

    private static IEstimator<ITransformer> Pipeline(ImageFeaturizingEstimator featurizer) => ML.Transforms.Conversion.MapValueToKey("Label")
        .Append(featurizer)
        .Append(ML.MulticlassClassification.Trainers.LbfgsMaximumEntropy())
        .Append(ML.Transforms.Conversion.MapKeyToValue("PredictedLabel"));

    private static float[] Expected(string name, Weights weights, IImageDataset images, int index)
    {
        using var network = NetworkCatalog.Create(name, 7);
        weights.LoadInto(network);
        network.InputSpec = TestInputs.Small;
        var pixels = new ImagePreparer(TestInputs.Small).Prepare(image => images.Read(index, image));
        return new Scorer(network).Features(pixels, 1);
    }

    private StateDict ChangeWeights(Func<IEnumerable<KeyValuePair<string, TensorData>>, IEnumerable<KeyValuePair<string, TensorData>>> change)
    {
        using var archive = ZipFile.Open(Path, ZipArchiveMode.Update);
        var entry = archive.Entries.Single(x => x.Name == "weights.safetensors");
        using var content = new MemoryStream();
        using (var stream = entry.Open()) stream.CopyTo(content);
        content.Position = 0;
        var weights = new StateDict();
        foreach (var (name, tensor) in change(Safetensors.Read(content))) weights.Add(name, tensor);
        var path = entry.FullName;
        entry.Delete();
        using var changed = archive.CreateEntry(path).Open();
        using var buffer = new MemoryStream();
        Safetensors.Write(buffer, weights);
        buffer.WriteTo(changed);
        return weights;
    }

    private static void Refused<T>(Action action, params string[] words) where T : Exception
    {
        var error = Assert.ThrowsExactly<T>(action);
        foreach (var word in words) StringAssert.Contains(error.Message, word);
    }
}
