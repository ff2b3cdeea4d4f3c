// Fine-tunes a small network to made-up images, saves the model, for itself and for programs without the toolkit, loads it again and scores other
// images; then loads the embedded weights that the command line names. Everything comes out of the packages.
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Estimators;
using Toolkit.Networks;
using Toolkit.Pretrained;
using Toolkit.StateDicts;

string[] colours = ["red", "green", "blue"];
DrawImages("train", count: 16);
DrawImages("test", count: 8);

var ml = new MLContext(seed: 1);
var train = ml.TransferLearning().LoadImageFolder("train");
var pipeline = ml.Transforms.Conversion.MapValueToKey("Label")
    .Append(ml.Transforms.LoadImages("Photo", imageFolder: null, inputColumnName: "ImagePath"))
    .Append(ml.Transforms.ResizeImages("Photo", 32, 32))
    .Append(ml.TransferLearning().FineTune(new ImageFineTuningTrainer.Options
    {
        ImageColumnName = "Photo",
        Network = "resnet20",
        Weights = HalfPrecisionWeights("resnet20"),
        Training = new() { Epochs = 12, FrozenEpochs = 2, UnfrozenLearningRate = 1e-3, BatchSize = 8 },
    }))
    .Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
var model = pipeline.Fit(train);
ml.TransferLearning().Save(model, train.Schema, "model.zip");
ml.Model.Save(model, train.Schema, "mlnet.zip");

var scored = ml.TransferLearning().Load("model.zip", out _).Transform(ml.TransferLearning().LoadImageFolder("test"));
var right = scored.GetColumn<string>("ImagePath").Zip(scored.GetColumn<string>("PredictedLabel"))
    .Count(x => Path.GetFileName(Path.GetDirectoryName(x.First)) == x.Second);
File.WriteAllLines("scores.tsv", scored.GetColumn<string>("ImagePath").Zip(scored.GetColumn<float[]>("Score"), (path, scores) =>
    string.Join('\t', scores.Select(score => score.ToString(CultureInfo.InvariantCulture)).Prepend(path))));
var loaded = args.Sum(TensorsOf);
Console.WriteLine($"{right} of {colours.Length * 8} images right; {args.Length} embedded weights, {loaded} tensors");

void DrawImages(string folder, int count)
{
    const int size = 32;
    var random = new Random(folder.Length);
    for (var image = 0; image < count * colours.Length; image++)
    {
        var pixels = new byte[4 * size * size];
        random.NextBytes(pixels);
        for (var i = image % colours.Length; i < pixels.Length; i += 4) pixels[i] |= 0xC0;
        for (var i = 3; i < pixels.Length; i += 4) pixels[i] = 0xFF;
        var path = Directory.CreateDirectory(Path.Combine(folder, colours[image % colours.Length])).FullName;
        using var picture = MLImage.CreateFromPixels(size, size, MLPixelFormat.Rgba32, pixels);
        picture.Save(Path.Combine(path, $"{image}.png"));
    }
}

// A file such as toolkit convert --type float16 writes.
static Weights HalfPrecisionWeights(string name)
{
    using var network = NetworkCatalog.Create(name, 10, new NetworkOptions { Seed = 1 });
    Safetensors.Write("weights.safetensors", StateDictLoader.Capture(network, ElementType.Float16));
    return Weights.File("weights.safetensors");
}

static int TensorsOf(string name)
{
    var weights = Weights.Named(name);
    using var network = NetworkCatalog.Create(weights.Entry!.Network, weights.Entry.Classes);
    return weights.LoadInto(network).Loaded.Count;
}
