using Toolkit.Images;
using Toolkit.LibTorch;
using Toolkit.Networks.Architectures;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Networks;

/// <summary>
/// An image classifier in two parts: a backbone that turns images into features, and a head that turns features
/// into one logit a class. Names and shapes of parameters and buffers are torchvision's, so that its checkpoints
/// load without a table of names.
/// </summary>
public abstract class Network : nn.Module<Tensor, Tensor>
{
    /// <summary>
    /// Loads libtorch, checks the number of classes and the options, and seeds the initial weights where the options say so.
    /// </summary>
    /// <param name="architecture">Name in the <see cref="NetworkCatalog"/>.</param>
    /// <param name="classes">Outputs of the head, at least 1.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="TorchLibraryException">libtorch is missing or cannot be loaded; the message says what to do.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="classes"/> is below 1, or an option is out of its range.</exception>
    protected Network(string architecture, int classes, NetworkOptions? options) : base(AfterLoading(architecture))
    {
        Options = options ?? new NetworkOptions();
        Options.Validate();
        CheckClasses(classes);
        (Architecture, Classes) = (architecture, classes);
        InputSpec = ForChannels(InputSpec.ImageNet, Options.Channels);
        if (Options.Seed is { } seed) manual_seed(seed);
    }

    /// <summary>Name in the <see cref="NetworkCatalog"/>, such as <c>resnet18</c>.</summary>
    public string Architecture { get; }

    /// <summary>The options that the network was built with.</summary>
    public NetworkOptions Options { get; }

    /// <summary>Whether the weights are whatever the memory held: see <see cref="NetworkCatalog.CreateUninitialized"/>.</summary>
    internal bool HasUninitializedWeights { get; set; }

    /// <summary>Parameters and buffers that hold loaded weights; the others hold initial ones, which are random unless seeded.</summary>
    internal HashSet<string> LoadedWeights { get; } = [];

    /// <summary>Number of classes: the outputs of the head.</summary>
    public int Classes { get; private set; }

    /// <summary>Number of features of one image (512 for ResNet18, 9216 for AlexNet).</summary>
    public abstract int FeatureCount { get; }

    /// <summary>
    /// Numbers that the head takes for one image of the size in <see cref="InputSpec"/>: <see cref="FeatureCount"/>, unless the
    /// head works on a feature map.
    /// </summary>
    public virtual long HeadInputCount => FeatureCount;

    /// <summary>The smallest height and width in pixels that the layers can work on.</summary>
    public abstract int MinimumSize { get; }

    /// <summary>
    /// The only height and width in pixels that the network takes; null, as for most, where any from <see cref="MinimumSize"/> on will do.
    /// </summary>
    public virtual int? FixedSize => null;

    /// <summary>The images that the weights expect; ImageNet's, unless the architecture or the weights say otherwise.</summary>
    public InputSpec InputSpec { get; set; }

    /// <summary>
    /// The licence of the weights that were loaded, in words; null where it is not known. Training leaves it, since it begins with them. Exported
    /// files name it.
    /// </summary>
    public string? WeightsLicence { get; set; }

    /// <summary>
    /// Everything after the backbone: torchvision's whole <c>fc</c> or <c>classifier</c>; <see cref="HeadInput"/> to logits
    /// <c>[N, Classes]</c>.
    /// </summary>
    public abstract nn.Module<Tensor, Tensor> Head { get; }

    /// <summary>Name of the head module, which begins the names of all its parameters: <c>fc</c>, <c>classifier</c>.</summary>
    public abstract string HeadPrefix { get; }

    /// <summary>Name of the last layer, the one whose shape depends on the number of classes: <c>fc</c>, <c>classifier.6</c>.</summary>
    public abstract string LastLayerName { get; }

    /// <summary>All layers whose shape depends on the number of classes: the last one, and those of auxiliary heads.</summary>
    public virtual IReadOnlyList<string> ClassLayerNames => [LastLayerName];

    /// <summary>
    /// Name of the layer at the end of the backbone whose output tells where things are in the image; null, as for most, for the last part
    /// of the backbone that holds convolutions. <see cref="Inspection.GradCam"/> looks there.
    /// </summary>
    public virtual string? FeatureMapLayer => null;

    /// <summary>
    /// Name of the parameter with one row for each patch of the image behind one row for the class token, <c>[1, 1 + n², width]</c>, which
    /// is interpolated when weights for images of another size are loaded. Null, as for most networks, where there is none.
    /// </summary>
    public virtual string? PositionEmbeddingName => null;

    /// <summary>All parameters outside the head, with their full names.</summary>
    public IEnumerable<(string name, Parameter parameter)> BackboneParameters => named_parameters().Where(p => !IsInHead(p.name));

    /// <summary>All parameters of the head, with their full names.</summary>
    public IEnumerable<(string name, Parameter parameter)> HeadParameters => named_parameters().Where(p => IsInHead(p.name));

    /// <summary>All parameters in groups from input to output; the last group is the head.</summary>
    public IReadOnlyList<LayerGroup> LayerGroups => [.. GroupPrefixes.Append([HeadPrefix]).Select(GroupOf)];

    /// <summary>The backbone's groups from input to output, each as the names of its modules.</summary>
    protected abstract IReadOnlyList<string[]> GroupPrefixes { get; }

    /// <summary>Runs the backbone.</summary>
    /// <param name="images">Normalised images, float32, <c>[N, C, H, W]</c>.</param>
    /// <returns>Features, <c>[N, FeatureCount]</c>.</returns>
    /// <exception cref="ArgumentException">
    /// The shape is not <c>[N, C, H, W]</c>, or has channels or a size that the network does not take.
    /// </exception>
    public Tensor Features(Tensor images)
    {
        CheckInput(images.shape);
        return ComputeFeatures(images);
    }

    /// <summary>
    /// Runs the backbone up to where the head begins. These are the features, except in networks whose head works on a feature map, such
    /// as <see cref="SqueezeNet"/>.
    /// </summary>
    /// <param name="images">Normalised images, float32, <c>[N, C, H, W]</c>.</param>
    /// <returns>What <see cref="Head"/> takes: <c>[N, FeatureCount]</c>, or the feature map <c>[N, channels, h, w]</c>.</returns>
    /// <exception cref="ArgumentException">
    /// The shape is not <c>[N, C, H, W]</c>, or has channels or a size that the network does not take.
    /// </exception>
    public Tensor HeadInput(Tensor images)
    {
        CheckInput(images.shape);
        return ComputeHeadInput(images);
    }

    /// <summary>Runs backbone and head.</summary>
    /// <param name="images">Normalised images, float32, <c>[N, C, H, W]</c>.</param>
    /// <returns>Logits, <c>[N, Classes]</c>.</returns>
    /// <exception cref="ArgumentException">
    /// The shape is not <c>[N, C, H, W]</c>, or has channels or a size that the network does not take.
    /// </exception>
    public override Tensor forward(Tensor images)
    {
        using var input = HeadInput(images);
        return Head.call(input);
    }

    /// <summary>Brings the output of <see cref="FeatureMapLayer"/>, or of a layer like it, into the form of feature maps.</summary>
    /// <param name="output">What the layer returned.</param>
    /// <returns><c>[N, channels, h, w]</c>; the output itself unless overridden.</returns>
    public virtual Tensor ToFeatureMaps(Tensor output) => output;

    /// <summary>Puts a fresh last layer with torchvision's initialisation in the place of the present one, on the same device.</summary>
    /// <param name="classes">Outputs of the new layer, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="classes"/> is below 1.</exception>
    public void ReplaceHead(int classes)
    {
        CheckClasses(classes);
        ReplaceLastLayer(classes);
        LoadedWeights.RemoveWhere(name => ClassLayerNames.Any(layer => IsIn(name, layer)));
        Classes = classes;
    }

    /// <summary>
    /// Puts a last layer for other classes in the place of the present one, and into those of auxiliary heads: classes that stay keep their weights
    /// and bias, those that are new get torchvision's initialisation.
    /// </summary>
    /// <param name="sources">
    /// For each class of the new layer, in their order, the number of the present class that it is, 0 to <see cref="Classes"/> - 1; null for a
    /// class that is new.
    /// </param>
    /// <param name="seed">Seed of the random weights of new classes; null, the default: torch's random numbers go on.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no class, or a number is none of a present class.</exception>
    public void ReplaceHead(IReadOnlyList<int?> sources, long? seed = null)
    {
        ArgumentNullException.ThrowIfNull(sources);
        CheckClasses(sources.Count);
        foreach (var source in sources)
        {
            if (source < 0 || source >= Classes)
                throw new ArgumentOutOfRangeException(nameof(sources), $"The network has the classes 0 to {Classes - 1}, but class {source} is to stay.");
        }
        HeadRows.Rearrange(this, sources, seed);
    }

    /// <summary>
    /// The network's name of a parameter or buffer that published checkpoints may call otherwise, as older releases of torchvision
    /// or the authors of the architecture did.
    /// </summary>
    /// <param name="checkpointName">Full name in a checkpoint.</param>
    /// <returns>Full name in the network; <paramref name="checkpointName"/> itself where no other spelling is known.</returns>
    public virtual string NameOf(string checkpointName) => checkpointName;

    /// <summary>The backbone itself; the input is already checked.</summary>
    /// <param name="images"><c>[N, C, H, W]</c>.</param>
    /// <returns><c>[N, FeatureCount]</c>.</returns>
    protected abstract Tensor ComputeFeatures(Tensor images);

    /// <summary>The part of the backbone's work that the head builds on; the input is already checked.</summary>
    /// <param name="images"><c>[N, C, H, W]</c>.</param>
    /// <returns>What the head takes: the features, unless overridden.</returns>
    protected virtual Tensor ComputeHeadInput(Tensor images) => ComputeFeatures(images);

    /// <summary>Swaps the last layer for a fresh one.</summary>
    /// <param name="classes">Outputs of the new layer.</param>
    protected abstract void ReplaceLastLayer(int classes);

    /// <summary>The same images with the given number of channels: each takes the mean over the present ones.</summary>
    private protected static InputSpec ForChannels(InputSpec spec, int channels) => channels == spec.Channels
        ? spec
        : spec with
        {
            Channels = channels,
            Mean = [.. Enumerable.Repeat(spec.Mean.Average(), channels)],
            Std = [.. Enumerable.Repeat(spec.Std.Average(), channels)],
        };

    // TorchSharp's constructor calls libtorch, so it must be there before.
    private static string AfterLoading(string architecture)
    {
        TorchLibrary.Load();
        return architecture;
    }

    private bool IsInHead(string parameter) => IsIn(parameter, HeadPrefix);

    private LayerGroup GroupOf(string[] prefixes) =>
        new(prefixes[0], [.. named_parameters().Where(p => prefixes.Any(prefix => IsIn(p.name, prefix)))]);

    internal static bool IsIn(string parameter, string module) =>
        parameter == module || parameter.StartsWith(module + ".", StringComparison.Ordinal);

    private static void CheckClasses(int classes)
    {
        if (classes < 1)
            throw new ArgumentOutOfRangeException(nameof(classes), $"A network needs at least 1 class, but {classes} were asked for.");
    }

    internal void CheckInput(long[] shape)
    {
        if (shape.Length != 4)
            throw new ArgumentException($"{Architecture} takes a batch of images [N, C, H, W], but got [{string.Join(", ", shape)}].");
        if (shape[1] != Options.Channels)
        {
            throw new ArgumentException($"{Architecture} was built for images of {Options.Channels} channels, but got {shape[1]}. " +
                "Convert the images, or build the network with NetworkOptions.Channels.");
        }
        if (FixedSize is { } size && (shape[2] != size || shape[3] != size))
        {
            throw new ArgumentException($"{Architecture} was built for images of {size}×{size} pixels, " +
                $"but got {shape[3]}×{shape[2]} (width × height). Resize them, or build the network with NetworkOptions.ImageSize.");
        }
        if (shape[2] < MinimumSize || shape[3] < MinimumSize)
        {
            throw new ArgumentException($"{Architecture} needs images of at least {MinimumSize}×{MinimumSize} pixels, " +
                $"but got {shape[3]}×{shape[2]} (width × height). Resize them, or choose a network for smaller images.");
        }
    }
}
