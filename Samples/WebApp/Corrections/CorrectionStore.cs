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
/// Corrections on the disk: those that wait for a training in one folder, those that a model has learnt from in another. A <see cref="StoredImage"/>
/// has a name made of the content of the file that came in; its class lies beside it.
/// </summary>
internal sealed class CorrectionStore(ModelFolder models, IOptions<Limits> limits)
{
    private const string ImageExtension = ".jpg", LabelExtension = ".txt";

    private const int NameBytes = 16;

    private readonly Lock gate = new();
    private readonly SemaphoreSlim decoding = new(1);
    private readonly string waiting = models.Create("corrections/waiting"), learnt = models.Create("corrections/learnt");
    private Dictionary<string, string> beingLearnt = []; // names and labels

    /// <summary>How many wait for a training.</summary>
    public int Waiting => Names(waiting).Count();

    /// <summary>How many a model has learnt from.</summary>
    public int Learnt => Names(learnt).Count();

    /// <summary>Keeps an image. One that is here already gets the new class.</summary>
    /// <param name="image">A whole file.</param>
    /// <param name="label">The class.</param>
    /// <param name="cancellation">Ends the waiting: images are decoded one at a time, since their pixels take much memory.</param>
    /// <returns>Its name, for <see cref="Remove"/>.</returns>
    /// <exception cref="BadHttpRequestException">There are as many as are allowed.</exception>
    /// <exception cref="UnreadableImageException">The image is damaged.</exception>
    public async Task<string> AddAsync(byte[] image, string label, CancellationToken cancellation)
    {
        var name = Convert.ToHexStringLower(SHA256.HashData(image).AsSpan(0, NameBytes));
        await decoding.WaitAsync(cancellation);
        try
        {
            Write(name, StoredImage.Of(image), label);
        }
        finally
        {
            decoding.Release();
        }
        return name;
    }

    /// <summary>One that is here; null: there is none of that name.</summary>
    /// <param name="name">As <see cref="AddAsync"/> returned it.</param>
    public StoredCorrection? Find(string name)
    {
        if (!IsName(name)) return null;
        lock (gate)
        {
            if (IsIn(waiting, name)) return new(name, LabelOf(waiting, name), IsLearnt: false);
            return IsIn(learnt, name) ? new(name, LabelOf(learnt, name), IsLearnt: true) : null;
        }
    }

    /// <summary>Forgets one that still waits, and that no training is learning from.</summary>
    /// <param name="name">As <see cref="AddAsync"/> returned it.</param>
    /// <returns>Whether there was one.</returns>
    public bool Remove(string name)
    {
        if (!IsName(name)) return false;
        lock (gate) return !beingLearnt.ContainsKey(name) && Delete(waiting, name);
    }

    /// <summary>All corrections, each with the class that was said last, for a training that says <see cref="EndLearning"/> when it is over.</summary>
    public IReadOnlyList<Correction> BeginLearning()
    {
        lock (gate)
        {
            beingLearnt = Names(waiting).ToDictionary(name => name, name => LabelOf(waiting, name));
            return
            [
                .. beingLearnt.Select(each => new Correction(ImageOf(waiting, each.Key), each.Value)),
                .. Names(learnt).Except(beingLearnt.Keys).Select(name => new Correction(ImageOf(learnt, name), LabelOf(learnt, name))),
            ];
        }
    }

    /// <summary>The training is over.</summary>
    /// <param name="succeeded">Whether there is a model now that has learnt from them; else they go on waiting.</param>
    public void EndLearning(bool succeeded)
    {
        lock (gate)
        {
            var ended = beingLearnt;
            beingLearnt = [];
            if (!succeeded) return;
            // One that was corrected anew meanwhile goes on waiting: nothing has learnt the class that was said last.
            foreach (var (name, label) in ended)
                if (LabelOf(waiting, name) == label) Move(name, label);
        }
    }

    private void Write(string name, byte[] image, string label)
    {
        lock (gate)
        {
            if (!IsIn(waiting, name) && !IsIn(learnt, name) && Waiting + Learnt >= limits.Value.Corrections)
                throw new BadHttpRequestException($"{limits.Value.Corrections} corrections are kept already.", StatusCodes.Status507InsufficientStorage);
            AtomicFile.WriteText(FileOf(waiting, name, LabelExtension), label);
            AtomicFile.Write(ImageOf(waiting, name), file => file.Write(image));
        }
    }

    private static bool IsName(string name) => name.Length == 2 * NameBytes && name.All(char.IsAsciiHexDigitLower);

    private static IEnumerable<string> Names(string folder) =>
        Directory.EnumerateFiles(folder, "*" + ImageExtension).Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal);

    private static string FileOf(string folder, string name, string extension) => Path.Combine(folder, name + extension);

    private static string ImageOf(string folder, string name) => FileOf(folder, name, ImageExtension);

    private static string LabelOf(string folder, string name) => File.ReadAllText(FileOf(folder, name, LabelExtension));

    private static bool IsIn(string folder, string name) => File.Exists(ImageOf(folder, name));

    private static bool Delete(string folder, string name)
    {
        if (!IsIn(folder, name)) return false;
        File.Delete(ImageOf(folder, name));
        File.Delete(FileOf(folder, name, LabelExtension));
        return true;
    }

    // In this order, since an image says that there is a label beside it, whenever the program is killed.
    private void Move(string name, string label)
    {
        AtomicFile.WriteText(FileOf(learnt, name, LabelExtension), label);
        File.Move(ImageOf(waiting, name), ImageOf(learnt, name), overwrite: true);
        File.Delete(FileOf(waiting, name, LabelExtension));
    }
}
