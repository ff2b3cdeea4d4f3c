using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Toolkit.Files;
using Toolkit.Images;
using Toolkit.Samples.WebApp.Predicting;
using Toolkit.Samples.WebApp.Security;

namespace Toolkit.Samples.WebApp.Corrections;

/// <summary>An image with the class that a person says it shows.</summary>
/// <param name="Path">Its file.</param>
/// <param name="Label">The class.</param>
internal sealed record Correction(string Path, string Label);

/// <summary>
/// Corrections on the disk: those that wait for a training in one folder, those that a model has learnt from in another. An image is stored as a JPEG
/// of its pixels, without the place and time that photographs carry, under a name made of its content; its class lies beside it.
/// </summary>
internal sealed class CorrectionStore(IOptions<ModelOptions> model, IOptions<Limits> limits)
{
    private const string ImageExtension = ".jpg", LabelExtension = ".txt";

    private const int NameBytes = 16, Quality = 95;

    private readonly Lock gate = new();
    private readonly string waiting = Folder(model, "waiting"), learnt = Folder(model, "learnt");
    private HashSet<string> beingLearnt = [];

    /// <summary>How many wait for a training.</summary>
    public int Waiting => Names(waiting).Count();

    /// <summary>How many a model has learnt from.</summary>
    public int Learnt => Names(learnt).Count();

    /// <summary>Keeps an image. One that is here already gets the new class.</summary>
    /// <returns>Its name, for <see cref="Remove"/>.</returns>
    /// <exception cref="BadHttpRequestException">There are as many as are allowed.</exception>
    /// <exception cref="UnreadableImageException">The image is damaged.</exception>
    public string Add(byte[] image, string label)
    {
        if (Waiting + Learnt >= limits.Value.Corrections)
            throw new BadHttpRequestException($"{limits.Value.Corrections} corrections are kept already.", StatusCodes.Status507InsufficientStorage);
        var pixels = new ImageBuffer();
        ImageDecoder.Decode(image, UploadedImage.Name, pixels);
        var name = Convert.ToHexStringLower(SHA256.HashData(image).AsSpan(0, NameBytes));
        lock (gate)
        {
            AtomicFile.WriteText(Path.Combine(waiting, name + LabelExtension), label);
            AtomicFile.Write(Path.Combine(waiting, name + ImageExtension), file => file.Write(ImageEncoder.ToJpeg(pixels, Quality)));
        }
        return name;
    }

    /// <summary>Forgets one that still waits, and that no training is learning from.</summary>
    /// <param name="name">As <see cref="Add"/> returned it.</param>
    /// <returns>Whether there was one.</returns>
    public bool Remove(string name)
    {
        if (name.Length != 2 * NameBytes || !name.All(char.IsAsciiHexDigitLower)) return false;
        lock (gate) return !beingLearnt.Contains(name) && Delete(waiting, name);
    }

    /// <summary>All corrections, each with the class that was said last, for a training that says <see cref="EndLearning"/> when it is over.</summary>
    public IReadOnlyList<Correction> BeginLearning()
    {
        lock (gate)
        {
            beingLearnt = [.. Names(waiting)];
            return [.. beingLearnt.Select(name => Read(waiting, name)), .. Names(learnt).Except(beingLearnt).Select(name => Read(learnt, name))];
        }
    }

    /// <summary>The training is over.</summary>
    /// <param name="succeeded">Whether there is a model now that has learnt from them; else they go on waiting.</param>
    public void EndLearning(bool succeeded)
    {
        lock (gate)
        {
            foreach (var name in succeeded ? beingLearnt : []) Move(name);
            beingLearnt = [];
        }
    }

    private static string Folder(IOptions<ModelOptions> model, string name) =>
        Directory.CreateDirectory(Path.Combine(model.Value.Folder, "corrections", name)).FullName;

    private static IEnumerable<string> Names(string folder) =>
        Directory.EnumerateFiles(folder, "*" + ImageExtension).Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal);

    private static Correction Read(string folder, string name) =>
        new(Path.Combine(folder, name + ImageExtension), File.ReadAllText(Path.Combine(folder, name + LabelExtension)));

    private static bool Delete(string folder, string name)
    {
        var image = Path.Combine(folder, name + ImageExtension);
        if (!File.Exists(image)) return false;
        File.Delete(image);
        File.Delete(Path.Combine(folder, name + LabelExtension));
        return true;
    }

    // The label first, since the image says that there is one.
    private void Move(string name)
    {
        foreach (var extension in new[] { LabelExtension, ImageExtension })
            File.Move(Path.Combine(waiting, name + extension), Path.Combine(learnt, name + extension), overwrite: true);
    }
}
