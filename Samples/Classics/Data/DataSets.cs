using Toolkit.Data;
using Toolkit.Datasets;

namespace Toolkit.Samples.Classics.Data;

/// <summary>A data set of an experiment.</summary>
internal enum DataSet
{
    /// <summary>Handwritten digits, 28×28, grey.</summary>
    Mnist,

    /// <summary>Clothes, 28×28, grey.</summary>
    FashionMnist,

    /// <summary>Ten kinds of things and animals, 32×32, colour.</summary>
    Cifar10,

    /// <summary>Ants and bees of PyTorch's tutorial, of any size, colour.</summary>
    Photographs,
}

/// <summary>Images to train on and to test on.</summary>
internal sealed record Sets(IImageDataset Train, IImageDataset Test);

/// <summary>Where experiments get their images.</summary>
internal interface IDataSets
{
    /// <summary>Reads a data set.</summary>
    Sets Load(DataSet name);
}

/// <summary>The data sets in a folder, each in a folder of its own.</summary>
/// <param name="folder">What the command line says; null: where all samples look.</param>
internal sealed class DataSets(string? folder) : IDataSets
{
    /// <inheritdoc/>
    /// <exception cref="IOException">It is not there; the message says where it was looked for, or what to do.</exception>
    public Sets Load(DataSet name) => name switch
    {
        DataSet.Mnist => Both(training => Mnist.Load(PathOf("mnist"), training)),
        DataSet.FashionMnist => Both(training => FashionMnist.Load(training, channels: 1, FashionFolder)),
        DataSet.Cifar10 => Both(training => Cifar10Folder.Load(PathOf("cifar10"), training)),
        _ => Photographs(DataFolder.Hymenoptera(folder is null ? null : PathOf("hymenoptera"))),
    };

    private string FashionFolder => PathOf("fashion-mnist") is var own && FashionMnist.IsIn(own) ? own : FashionMnist.DebianFolder;

    private string PathOf(string name) => folder is null ? DataFolder.PathOf(name) : Path.Combine(folder, name);

    private static Sets Both(Func<bool, IImageDataset> load) => new(load(true), load(false));

    private static Sets Photographs(string folder) =>
        new(new ImageFolder(Path.Combine(folder, "train")), new ImageFolder(Path.Combine(folder, "val")));
}
