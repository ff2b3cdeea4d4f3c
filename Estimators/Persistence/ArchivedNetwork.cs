using System.IO.Compression;
using Toolkit.Estimators.Scoring;
using Toolkit.Networks;
using Toolkit.Scoring;

namespace Toolkit.Estimators.Persistence;

/// <summary>
/// A network that lies in a model archive, as a graph and weights, which ONNX Runtime computes. libtorch is not needed: TorchSharp builds the
/// network when somebody asks for it.
/// </summary>
internal sealed class ArchivedNetwork : INetworkSource
{
    private readonly byte[] graph;
    private readonly StoredEntry weights;
    private readonly OnnxRuntimeEngine engine;
    private readonly Lazy<Network> network;

    /// <param name="graph">The entry with the graph.</param>
    /// <param name="weights">The entry with the weights, which stays open, and is closed with this object.</param>
    /// <param name="description">What it is.</param>
    /// <param name="build">Builds the network of its weights.</param>
    /// <exception cref="InvalidDataException">The graph is damaged, or is of another network or other weights.</exception>
    public ArchivedNetwork(byte[] graph, StoredEntry weights, NetworkDescription description, Func<byte[], Network> build)
    {
        (this.graph, this.weights, Description) = (graph, weights, description);
        network = new Lazy<Network>(() => build(weights.Read()));
        engine = OpenEngine();
    }

    public NetworkDescription Description { get; }

    public Network Network => network.Value;

    public int LengthOf(NetworkOutput output) => engine.OutputLength;

    public IScoringEngine CreateEngine(NetworkOutput output) => engine;

    public void Save(ZipArchive archive, string path, NetworkOutput output) => SavedNetwork.Copy(archive, path, graph, weights.Read());

    // ONNX Runtime maps the file with the weights into memory, some of it for as long as the engine lives. Were that the archive, somebody who
    // writes over it would change the scores or end the process. So it is a copy, whose name goes at once.
    private OnnxRuntimeEngine OpenEngine()
    {
        var folder = Directory.CreateTempSubdirectory("toolkit-");
        try
        {
            var copy = new FileInfo(Path.Combine(folder.FullName, SavedNetwork.WeightsName));
            weights.CopyTo(copy.FullName);
            return OnnxRuntimeEngine.Open(graph, copy, Description.Architecture, Description.Input);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public void Dispose()
    {
        engine.Dispose();
        weights.Dispose();
        if (network.IsValueCreated) network.Value.Dispose();
    }
}
