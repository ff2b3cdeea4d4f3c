// Loads a model of ml.Model.Save, the first argument, and predicts images, each a line of the second with path and scores, with ML.NET alone.
using System.Globalization;
using Microsoft.ML;

var ml = new MLContext(seed: 1);
var model = ml.Model.Load(args[0], out _);
using var engine = ml.Model.CreatePredictionEngine<Photo, Answer>(model);
var (right, difference) = (0, 0f);
foreach (var line in File.ReadLines(args[1]))
{
    var cells = line.Split('\t');
    var path = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(args[1]))!, cells[0]);
    var answer = engine.Predict(new Photo { ImagePath = path });
    if (answer.PredictedLabel == Path.GetFileName(Path.GetDirectoryName(path))) right++;
    if (answer.Score.Length != cells.Length - 1) difference = float.PositiveInfinity;
    foreach (var (score, expected) in answer.Score.Zip(cells.Skip(1)))
        difference = Math.Max(difference, Math.Abs(score - float.Parse(expected, CultureInfo.InvariantCulture)));
}
Console.WriteLine($"{right} of 24 images right, scores {(difference <= 1e-5f ? "the same" : $"differ by {difference}")}");

internal sealed class Photo
{
    public string ImagePath { get; set; } = "";

    public string Label { get; set; } = "";
}

internal sealed class Answer
{
    public string PredictedLabel { get; set; } = "";

    public float[] Score { get; set; } = [];
}
