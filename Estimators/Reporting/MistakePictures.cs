using Microsoft.ML;
using Toolkit.Estimators.Evaluation;
using Toolkit.Estimators.Images;
using Toolkit.Images;
using Toolkit.Inspection;
using Toolkit.LibTorch;

namespace Toolkit.Estimators.Reporting;

/// <summary>Makes small pictures of mistakes, and of what the network saw in them.</summary>
internal sealed class MistakePictures(ImageClassificationTransformer model, IDataView? scored)
{
    /// <summary>Of the longer side, in pixels.</summary>
    private const int LargestSide = 240;

    private string? whyNoHeatMaps;

    /// <summary>The mistakes with their pictures, in their order.</summary>
    public IReadOnlyList<ReportedMistake> Of(IReadOnlyList<Misclassification> mistakes)
    {
        var found = new Dictionary<long, ReportedMistake>();
        foreach (var (mistake, read) in scored is null ? FromFiles(mistakes) : FromRows(scored, mistakes)) found[mistake.Row] = Show(mistake, read);
        return [.. mistakes.Select(mistake => found.GetValueOrDefault(mistake.Row) ?? new(mistake, null, null, "The view that was evaluated has no such row."))];
    }

    private static IEnumerable<(Misclassification Mistake, Action<ImageBuffer> Read)> FromFiles(IEnumerable<Misclassification> mistakes) =>
        mistakes.Select(mistake => (mistake, (Action<ImageBuffer>)(image => ReadFile(mistake, image))));

    private static void ReadFile(Misclassification mistake, ImageBuffer image)
    {
        if (!File.Exists(mistake.ImagePath))
        {
            throw new UnreadableImageException(
                mistake.ImagePath ?? $"The image of row {mistake.Row}", $"There is no such file; {nameof(TrainingReportOptions)}."
                + $"{nameof(TrainingReportOptions.Scored)} takes images from the view that was evaluated.");
        }
        ImageDecoder.DecodeFile(mistake.ImagePath, image);
    }

    /// <summary>Goes through the view once; images of other rows are not read.</summary>
    private IEnumerable<(Misclassification Mistake, Action<ImageBuffer> Read)> FromRows(IDataView view, IReadOnlyList<Misclassification> mistakes)
    {
        var wanted = mistakes.ToDictionary(mistake => mistake.Row);
        var column = ImageColumn.Find(view.Schema, model.Options.ImageColumnName, model.Options.PixelOrder);
        using var cursor = view.GetRowCursor(column.Columns);
        var read = column.CreateReader(cursor);
        for (long row = 0; wanted.Count > 0 && cursor.MoveNext(); row++)
            if (wanted.Remove(row, out var mistake)) yield return (mistake, read);
    }

    private ReportedMistake Show(Misclassification mistake, Action<ImageBuffer> read)
    {
        var image = new ImageBuffer();
        try
        {
            read(image);
        }
        catch (Exception error) when (error is UnreadableImageException or InvalidOperationException)
        {
            return new(mistake, null, null, error.Message);
        }
        var heat = Explain(image, mistake.Predicted);
        return new(mistake, Small(image), heat is null ? null : Small(heat.Draw()), heat is null ? whyNoHeatMaps : null);
    }

    /// <summary>Null where the network cannot be explained, which then is so for all images.</summary>
    private HeatMap? Explain(ImageBuffer image, string predicted)
    {
        if (whyNoHeatMaps is not null) return null;
        try
        {
            return GradCam.Explain(model.Network, image, IndexOf(predicted));
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or TorchLibraryException)
        {
            whyNoHeatMaps = $"There is no map of what the network saw: {error.Message}";
            return null;
        }
    }

    /// <summary>The class's number; null, for the highest score, where the scores that were evaluated have other names.</summary>
    private int? IndexOf(string name)
    {
        var index = model.ClassNames.Index().Where(item => item.Item == name).Select(item => item.Index).DefaultIfEmpty(-1).First();
        return index >= 0 ? index : null;
    }

    private static byte[] Small(ImageBuffer image)
    {
        var scale = Math.Min(1.0, (double)LargestSide / Math.Max(image.Height, image.Width));
        if (scale == 1) return ImageEncoder.ToJpeg(image);
        var (height, width) = (Math.Max(1, (int)Math.Round(image.Height * scale)), Math.Max(1, (int)Math.Round(image.Width * scale)));
        var small = new ImageBuffer();
        Resize.CropAndScale(image, small, new CropArea(0, 0, image.Height, image.Width), height, width);
        return ImageEncoder.ToJpeg(small);
    }
}
