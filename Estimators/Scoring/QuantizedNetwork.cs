using System.IO.Compression;
using Toolkit.Estimators.Persistence;
using Toolkit.Networks;
using Toolkit.Scoring;

namespace Toolkit.Estimators.Scoring;

/// <summary>A network in int8: an ONNX model of its own, from normalised images to what is wanted, which ONNX Runtime computes.</summary>
internal sealed class QuantizedNetwork : INetworkSource
{
    private readonly byte[] model;
    private readonly OnnxRuntimeEngine engine;

    /// <param name="model">What <see cref="OnnxRuntimeEngine.ModelOf(Networks.Network, NetworkOutput, Onnx.OnnxQuantization)"/> gave.</param>
    /// <param name="description">The network that it was made of.</param>
    /// <exception cref="InvalidDataException">The model is damaged, or is of another network.</exception>
    public QuantizedNetwork(byte[] model, NetworkDescription description)
    {
        (this.model, Description) = (model, description);
        engine = OnnxRuntimeEngine.Open(model, description.Architecture, description.Input);
    }

    public NetworkDescription Description { get; }

    public Network Network => throw new InvalidOperationException(
        $"The model has {Description.Architecture} in int8, which can be neither trained, exported nor looked into. Keep the float32 model that Quantize "
        + "was given, and use that.");

    public int LengthOf(NetworkOutput output) => engine.OutputLength;

    public IScoringEngine CreateEngine(NetworkOutput output) => engine;

    public byte[] Model(NetworkOutput output) => model;

    public void Save(ZipArchive archive, string path, NetworkOutput output) => SavedNetwork.WriteGraph(archive, path, model);

    public void Dispose() => engine.Dispose();
}
