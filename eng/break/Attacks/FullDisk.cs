using System.Diagnostics;
using Microsoft.ML;
using Toolkit.Estimators;
using Toolkit.Inspection;
using Toolkit.Networks;
using Toolkit.Onnx;
using Toolkit.StateDicts;

namespace Toolkit.Break.Attacks;

/// <summary>
/// Every writer on a disk that becomes full while it writes, and on one that is read-only: an error that names the file, and the file that was there stays as it
/// was. The disk is a small tmpfs, which takes a superuser.
/// </summary>
internal sealed class FullDisk : IAttack
{
    private const int DiskKiloBytes = 256;
    private const string Checkpoint = "run.checkpoint";

    private static readonly MLContext ML = new(1);

    private readonly Network network = NetworkCatalog.Create("mnist_cnn", 3, new NetworkOptions { Seed = 1 });
    private string disk = "";
    private ITransformer? model;
    private DataViewSchema? schema;

    public string Name => "disk";

    public string Unit => "writes to full and read-only disks";

    public void Prepare(string folder)
    {
        model = ML.TransferLearning().Load(DamagedFiles.MakeModel(folder), out schema);
        disk = Directory.CreateDirectory(Path.Combine(folder, "disk")).FullName;
    }

    public long Attempt(long seed)
    {
        var random = new Random((int)(seed & int.MaxValue));
        Command("mount", "-t", "tmpfs", "-o", $"size={DiskKiloBytes}k", "tmpfs", disk);
        try
        {
            var writers = Writers().ToList();
            var (name, write) = writers[random.Next(writers.Count)];
            var path = Path.Combine(disk, name);
            File.WriteAllText(path, "what was there");
            if (name != Checkpoint && random.Next(4) == 0) Command("mount", "-o", "remount,ro", disk);
            else File.WriteAllBytes(Path.Combine(disk, "rest"), new byte[(DiskKiloBytes - 16 - random.Next(12)) * 1024]);
            Try(path, write);
            return 1;
        }
        finally
        {
            Command("umount", disk);
        }
    }

    private IEnumerable<(string Name, Action<string> Write)> Writers() =>
    [
        ("weights.safetensors", path => Safetensors.Write(path, StateDictLoader.Capture(network))),
        ("network.onnx", path => OnnxExport.Write(network, path)),
        ("model.zip", path => ML.TransferLearning().Save(model!, schema!, path)),
        ("filters.png", path => FilterGrid.Of(network).Save(path, zoom: 40)),
        (Checkpoint, path =>
        {
            File.Delete(path);
            SmallTraining.Run(path, epochs: 3);
        }),
    ];

    private static void Try(string path, Action<string> write)
    {
        var before = File.ReadAllText(path);
        try
        {
            write(path);
        }
        catch (IOException error)
        {
            if (!error.Message.Contains(path, StringComparison.Ordinal)) throw new BrokenException("the error does not name the file:", error);
            if (File.Exists(path) && File.ReadAllText(path) != before) throw new BrokenException("the file that was there has changed:", error);
            if (Directory.GetFiles(Path.GetDirectoryName(path)!).Length > 2) throw new BrokenException("a temporary file was left behind:", error);
        }
        catch (Exception error)
        {
            throw new BrokenException("not an error for users:", error);
        }
    }

    private static void Command(string name, params string[] arguments)
    {
        using var process = Process.Start(name, arguments);
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{name} {string.Join(' ', arguments)} ended with {process.ExitCode}");
    }
}
