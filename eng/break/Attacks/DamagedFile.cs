using Toolkit.StateDicts;
using Toolkit.UnitTests.Support;

namespace Toolkit.Break.Attacks;

/// <summary>A file of one kind, damaged in all ways, and read.</summary>
/// <param name="name">What the command line calls it.</param>
/// <param name="make">Writes a good file, or several, into a folder, and returns the path of the one to damage.</param>
/// <param name="read">Reads it, and tells what it read; the damaged one has the same path.</param>
/// <param name="isChecked">Whether a checksum must find whatever changes the content.</param>
internal sealed class DamagedFile(string name, Func<string, string> make, Func<string, string> read, bool isChecked = false) : IAttack
{
    private byte[] content = [];
    private string path = "", expected = "";

    public string Name => name;

    public string Unit => "mutations";

    public void Prepare(string folder)
    {
        path = make(folder);
        content = File.ReadAllBytes(path);
        expected = read(path);
    }

    public long Attempt(long seed)
    {
        File.WriteAllBytes(path, Mutation.Of(content, (int)(seed & int.MaxValue)));
        try
        {
            var actual = read(path);
            if (isChecked && actual != expected) throw new BrokenException("damaged content was taken for good.");
        }
        catch (Exception error) when (error is not BrokenException)
        {
            Judge(error);
        }
        return 1;
    }

    /// <summary>A damaged file is an error of its reader's own, which names the file.</summary>
    private void Judge(Exception error)
    {
        if (error is not (IOException or InvalidDataException or WeightsException or WeightsMismatchException))
            throw new BrokenException("not an error for users:", error);
        if (!error.Message.Contains(path, StringComparison.Ordinal))
            throw new BrokenException("the error does not name the file:", error);
    }
}
