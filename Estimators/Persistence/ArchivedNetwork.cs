using System.IO.Compression;
using Toolkit.Estimators.Scoring;
using Toolkit.Networks;
using Toolkit.Scoring;
using Toolkit.StateDicts;

namespace Toolkit.Estimators.Persistence;

/// <summary>
/// A network that was read from a model archive as graph and weights, which ONNX Runtime computes. libtorch is not needed: TorchSharp builds the
/// network when somebody asks for it.
/// </summary>
internal sealed class ArchivedNetwork : INetworkSource
{
    private readonly byte[] graph;
    private readonly ExtractedEntry weights;
    private readonly OnnxRuntimeEngine engine;
    private readonly Lazy<Network> network;

    /// <param name="graph">The entry with the graph.</param>
    /// <param name="weights">The entry with the weights. Disposed with this object.</param>
    /// <param name="description">What it is.</param>
    /// <param name="build">Builds the network of its weights.</param>
    /// <exception cref="InvalidDataException">The graph is damaged, or is of another network or other weights.</exception>
    public ArchivedNetwork(byte[] graph, ExtractedEntry weights, NetworkDescription description, Func<byte[], Network> build)
    {
        (this.graph, this.weights, Description) = (graph, weights, description);
        network = new Lazy<Network>(() => build(weights.Read()));
        engine = OnnxRuntimeEngine.Open(graph, weights.File, description.Architecture, description.Input, foldBeside: true);
        weights.DropName();
    }

    public NetworkDescription Description { get; }

    public Network Network => network.Value;

    public int LengthOf(NetworkOutput output) => engine.OutputLength;

    public IScoringEngine CreateEngine(NetworkOutput output) => engine;

    public byte[] Model(NetworkOutput output) => OnnxRuntimeEngine.ModelOf(graph, Safetensors.Read(new MemoryStream(weights.Read())));

    public void Save(ZipArchive archive, string path, NetworkOutput output) => SavedNetwork.Copy(archive, path, graph, weights.Read());

    public void Dispose()
    {
        engine.Dispose();
        weights.Dispose();
        if (network.IsValueCreated) network.Value.Dispose();
    }
}
