using Toolkit.Networks;
using Toolkit.Pretrained;
using Toolkit.StateDicts;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Estimators;

/// <summary>A file with the random weights of a network, which serve as "pretrained" ones where only the mechanics matter.</summary>
internal sealed class TinyWeights : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public TinyWeights(string network, int classes)
    {
        using var random = NetworkCatalog.Create(network, classes, new NetworkOptions { Seed = 11 });
        Safetensors.Write(Path, StateDictLoader.Capture(random));
    }

    public string Path => folder.File("weights.safetensors");

    public Weights Weights => Weights.File(Path);

    public void Dispose() => folder.Dispose();
}
