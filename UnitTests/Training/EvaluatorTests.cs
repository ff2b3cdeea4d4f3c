using Toolkit.Data;
using Toolkit.Training;

namespace Toolkit.UnitTests.Training;

[TestClass]
public sealed class EvaluatorTests
{
    [TestMethod]
    public void EveryImageCounts()
    {
        using var network = new TinyNetwork();
        var images = TintedImages.Create(50);
        var whole = Evaluator.Run(network, images, batchSize: 16);
        var ones = Enumerable.Range(0, 50).Select(i => Evaluator.Run(network, images.Subset([i]))).ToArray();

        Assert.AreEqual(ones.Average(score => score.Accuracy), whole.Accuracy, 1e-9);
        Assert.AreEqual(ones.Average(score => score.Loss), whole.Loss, 1e-5);
        Assert.ThrowsExactly<ArgumentException>(() => Evaluator.Run(network, TintedImages.Create(4, classes: 2)));
    }
}
