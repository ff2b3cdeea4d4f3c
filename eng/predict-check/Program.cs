// Loads a model, the first argument, and scores the images of a folder, the second. Nothing here needs libtorch.
using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Estimators;

var ml = new MLContext(seed: 1);
var model = ml.TransferLearning().Load(args[0], out _);
var scored = model.Transform(ml.TransferLearning().LoadImageFolder(args[1]));
var right = scored.GetColumn<string>("ImagePath").Zip(scored.GetColumn<string>("PredictedLabel"))
    .Count(x => Path.GetFileName(Path.GetDirectoryName(x.First)) == x.Second);
Console.WriteLine($"{right} of 24 images right");
