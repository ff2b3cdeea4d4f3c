using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using Toolkit.UnitTests.Support;

namespace Toolkit.Compat.Tests.Trainers;

/// <summary>Whether LbfgsMaximumEntropy reaches the minimum of Σ weight · log-loss + ½ · L2 · ‖W‖² + L1 · ‖W‖₁, the biases being free.</summary>
[TestClass]
public sealed class MaximumEntropyOptimumTests
{
    // Another method for the same minimum: accelerated proximal gradient (Beck and Teboulle 2009) with restarts.
    private const string ProximalGradient = """
        x, y, weights = (take(name).numpy().astype(np.float64) for name in ("x", "y", "weights"))
        rows, classes = len(x), int(y.max()) + 1
        truth = np.eye(classes)[y.astype(int)]
        augmented = np.hstack([np.ones((rows, 1)), x])

        def minimum(l1, l2, weighted, non_negative):
            w = (weights if weighted else np.ones(rows))[:, None]
            rate = 1 / (0.5 * np.linalg.eigvalsh(augmented.T @ (augmented * w))[-1] + l2)

            def gradient(p):
                scores = augmented @ p.T
                scores -= scores.max(1, keepdims=True)
                probabilities = np.exp(scores)
                probabilities /= probabilities.sum(1, keepdims=True)
                result = ((probabilities - truth) * w).T @ augmented
                result[:, 1:] += l2 * p[:, 1:]
                return result

            def shrink(p):
                size = p if non_negative else abs(p)
                q = np.sign(p) * np.maximum(size - rate * l1, 0)
                q[:, 0] = p[:, 0]
                return q

            p = ahead = np.zeros((classes, 1 + x.shape[1]))
            momentum = 1.0
            for _ in range(400000):
                following = shrink(ahead - rate * gradient(ahead))
                if abs(following - ahead).max() < 1e-12:
                    return following
                if ((ahead - following) * (following - p)).sum() > 0:
                    momentum, ahead = 1.0, p
                    continue
                grown = (1 + np.sqrt(1 + 4 * momentum ** 2)) / 2
                p, ahead, momentum = following, following + (momentum - 1) / grown * (following - p), grown
            raise SystemExit("the reference did not converge")

        save("minima", np.stack([minimum(*case) for case in take("cases").numpy().astype(np.float64)]))
        """;

    // Weights of L1 and L2, whether rows are weighted, whether weights must not be negative: 1 for yes.
    private static readonly float[][] Cases = [[1, 1, 0, 0], [1, 1, 1, 0], [0, 0.1f, 0, 0], [8, 0.01f, 0, 0], [1, 1, 1, 1]];

    private static readonly Lazy<NumpyArray<double>> Minima = new(AskPython);

    private readonly MLContext ml = new(seed: 1);

    [TestMethod]
    [DataRow(0, DisplayName = "the defaults")]
    [DataRow(1, DisplayName = "weighted rows")]
    [DataRow(2, DisplayName = "L2 alone")]
    [DataRow(3, DisplayName = "mostly L1")]
    [DataRow(4, DisplayName = "no negative weights")]
    public void TheOptimumIsThatOfAnotherMethod(int number)
    {
        const int Columns = 1 + Iris.Features;
        var expected = Minima.Value.Values.AsSpan(number * Iris.Classes * Columns, Iris.Classes * Columns).ToArray();
        var (weights, biases) = Parameters(Train(Cases[number]));
        for (int c = 0; c < Iris.Classes; c++)
        {
            Assert.AreEqual(Centred(c, i => expected[i * Columns]), Centred(c, i => biases[i]), 2e-4, $"bias of class {c}");
            for (int f = 0; f < Iris.Features; f++)
            {
                double reference = expected[c * Columns + 1 + f];
                Assert.AreEqual(reference, weights[c][f], 5e-5, $"weight of class {c}, feature {f}");
                Assert.AreEqual(reference == 0, weights[c][f] == 0, $"class {c}, feature {f}: {weights[c][f]} against {reference}");
            }
        }
    }

    [TestMethod]
    [DataRow(1f, 1f)]
    [DataRow(0f, 1f)]
    [DataRow(20f, 0f)]
    public void NoSlopeIsLeft(float l1, float l2)
    {
        var (weights, biases) = Parameters(Train([l1, l2, 1, 0]));
        var slopes = Slopes(weights, biases);
        for (int c = 0; c < Iris.Classes; c++)
        {
            Assert.AreEqual(0, slopes[c][0], 1e-3, $"bias of class {c}");
            for (int f = 0; f < Iris.Features; f++)
            {
                double weight = weights[c][f], slope = slopes[c][1 + f] + l2 * weight;
                double left = weight != 0 ? slope + Math.Sign(weight) * l1 : Math.Max(0, Math.Abs(slope) - l1);
                Assert.AreEqual(0, left, 2e-3, $"class {c}, feature {f}, weight {weight}");
            }
        }
    }

    private MaximumEntropyModelParameters Train(float[] terms)
    {
        var data = ml.Data.LoadFromEnumerable(Iris.Flowers());
        var keyed = ml.Transforms.Conversion.MapValueToKey("Label").Fit(data).Transform(data);
        var trainer = ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(exampleWeightColumnName: terms[2] == 1 ? "Weight" : null,
            l1Regularization: terms[0], l2Regularization: terms[1], enforceNonNegativity: terms[3] == 1);
        return trainer.Fit(keyed).Model;
    }

    private static (float[][] Weights, float[] Biases) Parameters(MaximumEntropyModelParameters model)
    {
        VBuffer<float>[] weights = [];
        model.GetWeights(ref weights, out int classes);
        Assert.AreEqual(Iris.Classes, classes);
        return ([.. weights.Select(row => row.DenseValues().ToArray())], [.. model.GetBiases()]);
    }

    private static NumpyArray<double> AskPython()
    {
        var flowers = Iris.Flowers();
        var classes = ClassNames(flowers);
        using var python = new PythonReference();
        python.Give<float>("x", flowers.SelectMany(flower => flower.Features).ToArray(), flowers.Count, Iris.Features);
        python.Give<float>("y", flowers.Select(flower => (float)classes.IndexOf(flower.Label)).ToArray(), flowers.Count);
        python.Give<float>("weights", flowers.Select(flower => flower.Weight).ToArray(), flowers.Count);
        python.Give<float>("cases", Cases.SelectMany(terms => terms).ToArray(), Cases.Length, 4);
        python.Run(ProximalGradient);
        return python.Take<double>("minima");
    }

    private static List<string> ClassNames(List<Iris.Flower> flowers) => [.. flowers.Select(flower => flower.Label).Distinct()];

    // A constant added to all biases changes no probability.
    private static double Centred(int c, Func<int, double> biases) => biases(c) - Enumerable.Range(0, Iris.Classes).Average(biases);

    // Slopes of Σ weight · log-loss: for each class that of the bias, then those of the weights.
    private static double[][] Slopes(float[][] weights, float[] biases)
    {
        var flowers = Iris.Flowers();
        var classes = ClassNames(flowers);
        double[][] slopes = [.. weights.Select(_ => new double[1 + Iris.Features])];
        foreach (var flower in flowers)
        {
            double[] powers = [.. weights.Select((row, c) => Math.Exp(biases[c] + Dot(row, flower.Features)))];
            for (int c = 0; c < powers.Length; c++)
            {
                double error = flower.Weight * (powers[c] / powers.Sum() - (classes[c] == flower.Label ? 1 : 0));
                slopes[c][0] += error;
                for (int f = 0; f < Iris.Features; f++)
                    slopes[c][1 + f] += error * flower.Features[f];
            }
        }
        return slopes;
    }

    private static double Dot(float[] weights, float[] features) => weights.Zip(features, (w, x) => (double)w * x).Sum();
}
