using System.IO.Compression;
using Toolkit.Estimators.Scoring;
using Toolkit.Networks;
using Toolkit.Scoring;
using Toolkit.StateDicts;

namespace Toolkit.Estimators.Persistence;

/// <summary>
/// What the networks in a model archive have in common: <c>config.json</c> says what each is, <c>weights.safetensors</c> has its weights, and
/// <c>graph.onnx</c>, where it can be exported, refers to these: the two are an ONNX model with external data. A network in int8 has no weights but
/// those in its graph.
/// </summary>
internal static class SavedNetwork
{
    /// <summary>The name by which a graph calls its weights.</summary>
    public const string WeightsName = "weights.safetensors";

    private const int MostClasses = 100_000;

    public static void WriteConfig<TConfig>(ZipArchive archive, string path, TConfig config) => archive.WriteJson(ConfigPath(path), config);

    public static TConfig ReadConfig<TConfig>(ZipArchive archive, string path) => archive.ReadJson<TConfig>(ConfigPath(path));

    /// <summary>Writes weights and graph of a network, without its head where only its features are wanted.</summary>
    public static void Write(ZipArchive archive, string path, Network network, NetworkOutput output)
    {
        var weights = StateDictLoader.Capture(network);
        if (output == NetworkOutput.Features) weights = WithoutHead(network, weights);
        weights.RequireFinite(network.Architecture);
        if (GraphOf(network, output, weights) is { } graph) WriteGraph(archive, path, graph);
        archive.WriteEntry(WeightsPath(path), stream => Safetensors.Write(stream, weights));
    }

    /// <summary>Writes weights and graph as they lie in another archive.</summary>
    public static void Copy(ZipArchive archive, string path, byte[] graph, byte[] weights)
    {
        WriteGraph(archive, path, graph);
        archive.WriteEntry(WeightsPath(path), stream => stream.Write(weights));
    }

    /// <summary>Writes a graph; alone it is a network in int8.</summary>
    public static void WriteGraph(ZipArchive archive, string path, byte[] graph) =>
        archive.WriteEntry(GraphPath(path), stream => stream.Write(graph));

    /// <summary>Reads a network: graph and weights for ONNX Runtime, or weights into a network for TorchSharp, or a network in int8.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="path">Where in it the network is.</param>
    /// <param name="network">What it is.</param>
    /// <param name="classes">Outputs of its head.</param>
    /// <param name="engine">What shall compute it.</param>
    /// <param name="fill">Loads its weights, and throws where they do not fit.</param>
    public static INetworkSource Read(
        ZipArchive archive, string path, NetworkDescription network, int classes, EngineChoice engine, Action<Network, StateDict> fill)
    {
        NetworkCatalog.CheckName(network.Architecture);
        NetworkInput.Check(network);
        // Archives of older versions have no graph.
        var hasGraph = archive.GetEntry(GraphPath(path)) is not null;
        if (hasGraph && archive.GetEntry(WeightsPath(path)) is null) return OpenQuantized();
        return hasGraph && engine.ReasonAgainstOnnxRuntime(canBeExported: true) is null
            ? OpenGraph()
            : NetworkInMemory.Owning(Build(archive.ReadEntry(WeightsPath(path))), engine);

        QuantizedNetwork OpenQuantized()
        {
            var model = archive.ReadEntry(GraphPath(path));
            if (!OnnxRuntimeEngine.HoldsItsWeights(model)) throw new InvalidDataException($"The entry '{WeightsPath(path)}' is missing.");
            engine.RequireOnnxRuntime(network.Architecture);
            var opened = new QuantizedNetwork(model, network);
            engine.Tell(network.Architecture, null);
            return opened;
        }

        ArchivedNetwork OpenGraph()
        {
            var weights = ExtractedEntry.Of(archive, WeightsPath(path), WeightsName);
            try
            {
                var opened = new ArchivedNetwork(archive.ReadEntry(GraphPath(path)), weights, network, Build);
                engine.Tell(network.Architecture, null);
                return opened;
            }
            catch
            {
                weights.Dispose();
                throw;
            }
        }

        Network Build(byte[] content)
        {
            var read = Safetensors.Read(new MemoryStream(content));
            CheckSize(network.Options, read);
            return PretrainedNetwork.Build(network.Architecture, classes, network.Options, built =>
            {
                fill(built, read);
                NetworkInput.Check(built, network.Input);
                (built.InputSpec, built.WeightsLicence) = (network.Input, network.Licence);
                built.eval();
            });
        }
    }

    /// <summary>Reads a network whose head gives one value a name, and makes the step of it.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="path">Where in it the network is.</param>
    /// <param name="network">What it is.</param>
    /// <param name="names">How many names there are.</param>
    /// <param name="engine">What shall compute it.</param>
    /// <param name="create">Makes the step, which disposes the network.</param>
    /// <exception cref="InvalidDataException">The network gives another number of values.</exception>
    public static TTransformer ReadWithHead<TTransformer>(
        ZipArchive archive, string path, NetworkDescription network, int names, EngineChoice engine, Func<INetworkSource, TTransformer> create)
        where TTransformer : ImageNetworkTransformer
    {
        var transformer = create(Read(archive, path, network, names, engine, (built, weights) =>
        {
            if (StateDictLoader.Load(built, weights).Fresh.Count > 0) throw OtherClasses(names);
        }));
        if (transformer.OutputLength == names) return transformer;
        transformer.Dispose();
        throw OtherClasses(names);
    }

    /// <summary>Refuses names that no training gives.</summary>
    public static void CheckNames(string[] names)
    {
        if (names.Length is 0 or > MostClasses || names.Contains(null))
            throw new InvalidDataException($"It has {names.Length} class names, or one that is null; 1 to {MostClasses} are allowed.");
    }

    public static void CheckBatchSize(int batchSize)
    {
        if (batchSize is < 1 or > ImageNetworkOptions.LargestBatch)
            throw new InvalidDataException($"Its batch size is {batchSize}, but must be 1 to {ImageNetworkOptions.LargestBatch}.");
    }

    public static bool IsInHead(Network network, string name) =>
        name == network.HeadPrefix || name.StartsWith(network.HeadPrefix + ".", StringComparison.Ordinal);

    private static InvalidDataException OtherClasses(int classNames) =>
        new($"It has {classNames} class names, but weights for another number of classes.");

    /// <summary>Null for a network that cannot be exported: one of a user's own, or one of the catalog with a layer of a user's in it.</summary>
    private static byte[]? GraphOf(Network network, NetworkOutput output, StateDict weights)
    {
        try
        {
            return OnnxRuntimeEngine.GraphOf(network, output, weights, WeightsName);
        }
        catch (NotSupportedException)
        {
            return null;
        }
    }

    private static StateDict WithoutHead(Network network, StateDict weights)
    {
        var backbone = new StateDict();
        foreach (var (name, tensor) in weights)
            if (!IsInHead(network, name)) backbone.Add(name, tensor);
        return backbone;
    }

    // A network is built before its weights are found not to fit, so a lying description must not make us build a huge one.
    private static void CheckSize(NetworkOptions options, StateDict weights)
    {
        const int mostInputsPerByte = 25;
        var (side, width) = ((long)(options.ImageSize ?? 1), (long)(options.Width ?? 1));
        if (side > NetworkInput.LargestSide || side * side * width > mostInputsPerByte * weights.Values.Sum(tensor => (long)tensor.Bytes.Length))
            throw new InvalidDataException($"Its image size ({side}) and width ({width}) make a larger network than its weights fill.");
    }

    private static string ConfigPath(string stepPath) => $"{stepPath}/config.json";

    private static string GraphPath(string stepPath) => $"{stepPath}/graph.onnx";

    private static string WeightsPath(string stepPath) => $"{stepPath}/{WeightsName}";
}
