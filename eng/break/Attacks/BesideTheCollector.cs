using Toolkit.Networks;
using Toolkit.Scoring;
using Toolkit.UnitTests.Support;

namespace Toolkit.Break.Attacks;

/// <summary>Training and scoring by TorchSharp beside a thread that does nothing but collect garbage: the same results to the bit.</summary>
internal sealed class BesideTheCollector : IAttack
{
    private const int Epochs = 6, Predictions = 200;

    private readonly Lazy<string> weights = new(() => SmallTraining.Run(null, Epochs));

    public string Name => "collector";

    public string Unit => "trainings beside the collector";

    public void Prepare(string folder)
    {
    }

    public long Attempt(long seed)
    {
        var expected = (weights.Value, Score());
        (string, string) actual = default;
        CollectingThread.Beside(() => actual = (SmallTraining.Run(null, Epochs), Score()));
        if (actual != expected) throw new BrokenException("other results beside the collecting thread.");
        return 1;
    }

    private static string Score()
    {
        using var network = NetworkCatalog.Create("mnist_cnn", 3, new NetworkOptions { Seed = 1 });
        using var engine = new TorchEngine(network, NetworkOutput.Probabilities);
        float[] pixels = [.. Enumerable.Range(0, 3 * 28 * 28).Select(i => MathF.Sin(i))], scores = [];
        for (var i = 0; i < Predictions; i++) scores = engine.Run(pixels, 1);
        return string.Join(' ', scores);
    }
}
