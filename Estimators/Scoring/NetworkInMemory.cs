using System.IO.Compression;
using Toolkit.Estimators.Persistence;
using Toolkit.Networks;
using Toolkit.Scoring;
using TorchSharp;

namespace Toolkit.Estimators.Scoring;

/// <summary>A network that has been trained, or filled with weights.</summary>
internal sealed class NetworkInMemory : INetworkSource
{
    private readonly bool onnxRuntime, mayFallBack;

    /// <summary>Chooses what computes it, and moves it where that is.</summary>
    /// <param name="network">Disposed with this object.</param>
    /// <param name="engine">The choice.</param>
    public NetworkInMemory(Network network, EngineChoice engine)
    {
        Network = network;
        var reason = engine.ReasonAgainstOnnxRuntime(OnnxRuntimeEngine.Suits(network));
        engine.Tell(network.Architecture, reason);
        (onnxRuntime, mayFallBack) = (reason is null, engine.MayFallBack);
        if (!onnxRuntime) network.to(engine.Device);
        network.eval();
    }

    /// <summary>The same; the network is disposed where the choice fails.</summary>
    public static NetworkInMemory Owning(Network network, EngineChoice engine)
    {
        try
        {
            return new NetworkInMemory(network, engine);
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    public NetworkDescription Description => NetworkDescription.Of(Network);

    public Network Network { get; }

    public int LengthOf(NetworkOutput output) => output == NetworkOutput.Features ? Network.FeatureCount : Network.Classes;

    public IScoringEngine CreateEngine(NetworkOutput output)
    {
        try
        {
            if (onnxRuntime) return OnnxRuntimeEngine.Of(Network, output);
        }
        catch (NotSupportedException) when (mayFallBack)
        {
            // A layer of the user's own within a network of the catalog, or more than the 2 GB that an ONNX file can have.
        }
        return new TorchEngine(Network, output);
    }

    public byte[] Model(NetworkOutput output) => OnnxRuntimeEngine.ModelOf(Network, output);

    public void Save(ZipArchive archive, string path, NetworkOutput output) => SavedNetwork.Write(archive, path, Network, output);

    public void Dispose() => Network.Dispose();
}
