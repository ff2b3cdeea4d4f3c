using System.IO.Enumeration;
using System.Reflection;
using Toolkit.Images;
using Toolkit.Networks;
using Toolkit.StateDicts;

namespace Toolkit.Pretrained;

/// <summary>Weights for a network: where they come from, what they are, and how they get into it.</summary>
public abstract class Weights
{
    private protected Weights(WeightsEntry? entry) => Entry = entry;

    /// <summary>What a message calls the weights.</summary>
    public abstract string Description { get; }

    /// <summary>What the catalog says about the weights, or null for a file that it does not know.</summary>
    public WeightsEntry? Entry { get; }

    /// <summary>Whether the file is here, so that reading it needs no download. It may be damaged all the same.</summary>
    public abstract bool IsHere { get; }

    /// <summary>The images that the weights expect, or null where that is not known.</summary>
    public InputSpec? InputSpec => Entry?.InputSpec;

    /// <summary>
    /// Weights in a file: a PyTorch checkpoint (<c>.pth</c>, <c>.pt</c>, <c>.th</c>), <c>.safetensors</c> or <c>.onnx</c>, told by its
    /// content. A file with the name of a catalog entry (<c>resnet18-f37072fd.pth</c>) brings that entry's <see cref="InputSpec"/>.
    /// </summary>
    /// <param name="path">The file, or the index (<c>.index.json</c>) of weights in several; it is opened when the weights are read.</param>
    /// <param name="key">
    /// Which of several weights in one PyTorch checkpoint, as in <c>model_ema</c> (<see cref="CheckpointReader"/>). Null, the default: the trained
    /// ones rather than an average of them; <see cref="LoadReport.Source"/> tells which they were.
    /// </param>
    public static Weights File(string path, string? key = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return new FileWeights(path, key);
    }

    /// <summary>
    /// Weights of the <see cref="WeightsCatalog"/>. Published ones come out of PyTorch's cache folder
    /// (<c>$TORCH_HOME/hub/checkpoints</c>, else <c>$XDG_CACHE_HOME/torch/hub/checkpoints</c>, else
    /// <c>~/.cache/torch/hub/checkpoints</c>); a file that is not there is downloaded into it when the weights are read. Those in a
    /// package (<see cref="WeightsEntry.Package"/>) need neither a connection nor that folder, only that the program references the package.
    /// </summary>
    /// <param name="name">As in <c>resnet18.mlnet</c> or <c>resnet18.imagenet1k_v1</c>, in upper or lower case.</param>
    /// <exception cref="ArgumentException">The name is unknown; the message lists near names.</exception>
    public static Weights Named(string name)
    {
        var entry = WeightsCatalog.Find(name);
        return entry switch
        {
            { Package: null } => new NamedWeights(entry, HubCache.Default),
            { PackageFile: null } => new PackagedWeights(entry, HubCache.Default, Assembly.Load),
            _ => new PackageFileWeights(entry, PackageFiles.Default),
        };
    }

    /// <summary>The names in the <see cref="WeightsCatalog"/>.</summary>
    /// <param name="pattern">Only names like this; <c>*</c> stands for any characters, <c>?</c> for one. All by default.</param>
    public static IReadOnlyList<string> List(string pattern = "*")
    {
        ArgumentNullException.ThrowIfNull(pattern);
        return [.. WeightsCatalog.Entries.Select(x => x.Name).Where(x => FileSystemName.MatchesSimpleExpression(pattern, x))];
    }

    /// <summary>The file with the weights, downloaded, or written to the cache folder out of its package, first where need be.</summary>
    /// <param name="progress">Is told how far a download is; null for nobody.</param>
    /// <param name="cancellationToken">Stops a download; what has come stays and the next one goes on from there.</param>
    /// <exception cref="FileNotFoundException">There is no file at the given path.</exception>
    /// <exception cref="WeightsException">The download failed, the file has the wrong hash, or the package with it is missing.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public abstract string Locate(IProgress<DownloadProgress>? progress = null, CancellationToken cancellationToken = default);

    /// <summary>Reads the weights, downloaded first where need be.</summary>
    /// <param name="progress">Is told how far a download is; null for nobody.</param>
    /// <param name="cancellationToken">Stops a download.</param>
    /// <exception cref="FileNotFoundException">There is no file at the given path.</exception>
    /// <exception cref="WeightsException">The download failed, the package is missing, or the file cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public virtual StateDict Read(IProgress<DownloadProgress>? progress = null, CancellationToken cancellationToken = default) =>
        CheckpointReader.Read(Locate(progress, cancellationToken));

    /// <summary>
    /// Reads the weights, downloaded first where need be, and copies them into a network as
    /// <see cref="StateDictLoader.Load(Network, StateDict, LoadOptions)"/> does. The network takes over the
    /// <see cref="InputSpec"/> of weights that the catalog knows; one for images of another size
    /// or number of channels keeps those. Of weights without a head, its own stays fresh; of those that it fits but for some modules
    /// (<see cref="WeightsEntry.PartialFits"/>), these are left out, and the report says so.
    /// </summary>
    /// <param name="network">On any device; keeps its device and types.</param>
    /// <param name="options">What else may differ; nothing by default.</param>
    /// <param name="progress">Is told how far a download is; null for nobody.</param>
    /// <param name="cancellationToken">Stops a download.</param>
    /// <returns>What became of every tensor.</returns>
    /// <exception cref="WeightsMismatchException">
    /// There is a difference that the options do not allow. The network is unchanged.
    /// </exception>
    /// <exception cref="WeightsException">The weights cannot be downloaded or read.</exception>
    /// <exception cref="FileNotFoundException">There is no file at the given path.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public LoadReport LoadInto(
        Network network, LoadOptions? options = null, IProgress<DownloadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (Entry is { } known) options = EntryFit.OptionsFor(network, known, options);
        var report = StateDictLoader.Load(network, Read(progress, cancellationToken), Description, options);
        if (Entry is { } entry) network.InputSpec = EntryFit.SpecFor(network, entry);
        network.WeightsLicence = Entry?.Licence;
        return report;
    }

    /// <summary>Same as <see cref="Description"/>.</summary>
    public override string ToString() => Description;
}
