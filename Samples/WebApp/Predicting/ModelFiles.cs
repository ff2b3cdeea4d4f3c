using System.Globalization;
using Microsoft.Extensions.Options;

namespace Toolkit.Samples.WebApp.Predicting;

/// <summary>The files of the models that were trained here, by their numbers.</summary>
internal sealed class ModelFiles(ModelFolder models, IOptions<ModelOptions> options)
{
    private const int Kept = 3;

    private readonly string folder = models.Create("models");

    /// <summary>The model to begin with: the last one that was trained here, else the one that the settings name; null: there is none.</summary>
    /// <exception cref="FileNotFoundException">The settings name one that is not there.</exception>
    public ServedModel? Open()
    {
        if (Numbers().LastOrDefault() is > 0 and var last) return new ServedModel(PathOf(last), last);
        return options.Value.File is { } given ? new ServedModel(given, 1) : null;
    }

    /// <summary>Path of a model.</summary>
    public string PathOf(int number) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{number:D6}.zip"));

    /// <summary>Deletes all but the last ones.</summary>
    public void DeleteOld()
    {
        foreach (var number in Numbers().SkipLast(Kept)) File.Delete(PathOf(number));
    }

    private IEnumerable<int> Numbers() => Directory.EnumerateFiles(folder, "*.zip")
        .Select(path => int.TryParse(Path.GetFileNameWithoutExtension(path), CultureInfo.InvariantCulture, out var number) ? number : 0)
        .Order();
}
