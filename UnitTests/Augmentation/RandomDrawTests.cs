using System.Globalization;
using Toolkit.Augmentation;
using Toolkit.Images;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Augmentation;

/// <summary>What is drawn at random has the means and spreads that torchvision's draws have.</summary>
[TestClass]
public sealed class RandomDrawTests
{
    private const int Draws = 4000;

    [TestMethod]
    public void DrawsHaveTorchvisionsDistribution()
    {
        // One column a number: least, greatest, mean and standard deviation of torchvision's draws.
        var printed = Python.RunCode($$"""
            import torch
            import torchvision.transforms as T
            torch.manual_seed(1)
            def show(draw):
                rows = torch.tensor([draw() for _ in range({{Draws}})], dtype=torch.float64)
                for column in rows.T:
                    print(*(value.item() for value in (column.min(), column.max(), column.mean(), column.std())))
            def affine():
                angle, shift, scale, shear = T.RandomAffine.get_params([-10.0, 25.0], [0.1, 0.3], [0.8, 1.5], [-5.0, 6.0, 7.0, 9.0], [60, 40])
                return angle, *shift, scale, *shear
            image = torch.zeros(3, 40, 60)
            def erasing():
                return T.RandomErasing.get_params(image, (0.02, 0.33), (0.3, 3.3), [0.0])[:4]
            show(affine)
            show(erasing)
            """);
        double[][] expected =
            [.. printed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ').Select(Parse).ToArray())];

        var affine = new RandomAffine((-10, 25), (0.1, 0.3), (0.8, 1.5), (-5, 6), (7, 9));
        Compare(expected[..6], 0.2, (ref ImageRandom random) =>
        {
            var drawn = affine.Choose(40, 60, ref random);
            return [drawn.Angle, drawn.TranslateX, drawn.TranslateY, drawn.Scale, drawn.ShearX, drawn.ShearY];
        });
        var erasing = new RandomErasing();
        Compare(expected[6..], 0.5, (ref ImageRandom random) =>
        {
            var area = erasing.Choose(40, 60, ref random)!.Value;
            return [area.Top, area.Left, area.Height, area.Width];
        });
    }

    private delegate double[] Draw(ref ImageRandom random);

    /// <summary>Means of 4000 draws differ by more than a tenth of the standard deviation once in 10⁵ times.</summary>
    private static void Compare(double[][] expected, double extremes, Draw draw)
    {
        double[][] drawn = [.. Enumerable.Range(0, Draws).Select(index =>
        {
            var random = new ImageRandom(5, 0, index);
            return draw(ref random);
        })];
        for (var column = 0; column < expected.Length; column++)
        {
            double[] values = [.. drawn.Select(row => row[column])];
            var (mean, spread) = (values.Average(), Math.Sqrt(values.Average(value => value * value) - values.Average() * values.Average()));
            var deviation = expected[column][3];
            Assert.AreEqual(expected[column][0], values.Min(), extremes * deviation, $"least of {column}");
            Assert.AreEqual(expected[column][1], values.Max(), extremes * deviation, $"greatest of {column}");
            Assert.AreEqual(expected[column][2], mean, 0.1 * deviation, $"mean of {column}");
            Assert.AreEqual(deviation, spread, 0.06 * deviation, $"spread of {column}");
        }
    }

    private static double Parse(string number) => double.Parse(number, CultureInfo.InvariantCulture);
}
