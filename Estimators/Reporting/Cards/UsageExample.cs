namespace Toolkit.Estimators.Reporting.Cards;

/// <summary>A program that uses the model.</summary>
internal static class UsageExample
{
    public static string Of(TrainingReport report) => Of(report.ModelFile, report.Subject.Inputs, report.Subject.Program);

    private static string Of(string modelFile, string inputs, (string Use, string Members) program) => $$"""
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
        {{program.Use}}

        public class Photo
        {
            public string ImagePath { get; set; } = "";{{inputs}}
            [ImageColumn]
            public MLImage? Image { get; set; }
        }

        public class Answer
        {
        {{program.Members}}
        }
        ```

        """;

    private static string Literal(string text) => $"\"{string.Concat(text.Select(Escape))}\"";

    private static string Escape(char sign) => sign is '"' or '\\' ? $"\\{sign}" : char.IsControl(sign) ? $"\\u{(int)sign:x4}" : sign.ToString();
}
