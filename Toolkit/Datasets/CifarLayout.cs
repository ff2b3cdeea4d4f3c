namespace Toolkit.Datasets;

/// <summary>How the binary version of a CIFAR set is laid out.</summary>
/// <param name="Name">What messages call it.</param>
/// <param name="Archive">The file that its home publishes.</param>
/// <param name="Folder">The folder in that archive.</param>
/// <param name="TrainFiles">In order.</param>
/// <param name="TestFiles">In order.</param>
/// <param name="LabelBytes">Number of labels before each image.</param>
/// <param name="MostRecords">Images of the largest file.</param>
internal sealed record CifarLayout(
    string Name, string Archive, string Folder, string[] TrainFiles, string[] TestFiles, int LabelBytes, int MostRecords)
{
    /// <summary>The most bytes that a file can have.</summary>
    public long MostBytes => MostRecords * (long)(LabelBytes + CifarRecords.ImageLength);

    public static CifarLayout Cifar10 { get; } = new(
        "CIFAR-10", "cifar-10-binary.tar.gz", "cifar-10-batches-bin",
        [.. Enumerable.Range(1, 5).Select(i => $"data_batch_{i}.bin")], ["test_batch.bin"], LabelBytes: 1, MostRecords: 10_000);

    public static CifarLayout Cifar100 { get; } = new(
        "CIFAR-100", "cifar-100-binary.tar.gz", "cifar-100-binary", ["train.bin"], ["test.bin"], LabelBytes: 2, MostRecords: 50_000);

    public string[] Files(bool training) => training ? TrainFiles : TestFiles;
}
