using Toolkit.Images;

namespace Toolkit.UnitTests.Images;

[TestClass]
public sealed class ImagePipelineTests
{
    [TestMethod]
    public void TheEvaluationPipelineFollowsTheInputSpec()
    {
        var pipeline = ImagePipeline.ForEvaluation(InputSpec.ImageNet);
        Assert.IsFalse(pipeline.IsRandom);
        var result = new ImagePreparer(pipeline).Transform(image => image.CopyFrom(TestImages.Noise(1, 300, 400)));
        Assert.AreEqual((3, 224, 224), (result.Channels, result.Height, result.Width));
        var floats = new float[3 * 224 * 224];
        pipeline.Normalise(result, floats);
        Assert.AreEqual((result.Pixels[0] / 255f - 0.485f) / 0.229f, floats[0], 1e-6f);
    }
}
