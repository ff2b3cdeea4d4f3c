namespace Toolkit.Estimators.Reporting.Cards;

/// <summary>A program that uses the model.</summary>
internal static class UsageExample
{
    /// <param name="modelFile">Name of the model's file.</param>
    public static string Of(string modelFile) => $$"""
        With the packages Toolkit.Estimators and Microsoft.ML.OnnxRuntime; the columns are those of `LoadImageFolder`:

        ```csharp
        using Microsoft.ML;
        using Microsoft.ML.Data;
        using Toolkit.Estimators;

        var ml = new MLContext();
        ITransformer model = ml.TransferLearning().Load({{Literal(modelFile)}}, out _);
        using var engine = ml.Model.CreatePredictionEngine<Photo, Answer>(model);
        using var image = MLImage.CreateFromFile("photo.jpg");
        Answer answer = engine.Predict(new Photo { ImagePath = "photo.jpg", Image = image });
        Console.WriteLine($"{answer.PredictedLabel}: {answer.Score.Max():P1}");

        public class Photo
        {
            public string ImagePath { get; set; } = "";
            public string Label { get; set; } = "";
            [ImageColumn]
            public MLImage? Image { get; set; }
        }

        public class Answer
        {
            public string PredictedLabel { get; set; } = "";
            public float[] Score { get; set; } = [];
        }
        ```

        """;

    private static string Literal(string text) => $"\"{string.Concat(text.Select(Escape))}\"";

    private static string Escape(char sign) => sign is '"' or '\\' ? $"\\{sign}" : char.IsControl(sign) ? $"\\u{(int)sign:x4}" : sign.ToString();
}
