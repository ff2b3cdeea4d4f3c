using System.Numerics.Tensors;
using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Estimators.Featurizing;

namespace Toolkit.Estimators;

/// <summary>
/// Images that are alike, by the features that a network sees in them (<c>ml.TransferLearning().Featurize</c>). The similarity of two images is the cosine
/// of the angle between their features, -1 to 1, and 1 for the same image. By the ResNet of ML.NET's package, no two of 396 photographs of ants and bees had
/// more than 0.89; copies without their edge, darker and compressed once more had 0.93 to 0.98 with the original, copies of half the size 0.76 to 0.89.
/// Every image is compared with every other one: a hundred thousand comparisons take some hundredths of a second.
/// </summary>
public sealed class FeatureIndex
{
    /// <summary>By how much the cosine of equal directions may be below 1.</summary>
    private const double Rounding = 1e-6;

    private readonly float[][] directions;

    /// <summary>Takes the features of images, which it copies.</summary>
    /// <param name="features">A vector an image, all of one length.</param>
    /// <exception cref="ArgumentException">The vectors differ in length, or one has a value that is not finite.</exception>
    public FeatureIndex(IReadOnlyList<float[]> features)
    {
        ArgumentNullException.ThrowIfNull(features);
        directions = [.. features.Select((vector, image) => FeatureDirection.Of(vector, features[0].Length, $"image {image}"))];
    }

    /// <summary>Reads the features of a view's rows; an image's number is that of its row.</summary>
    /// <param name="featurized">What <c>Featurize(…).Fit(images).Transform(images)</c> gives.</param>
    /// <param name="featuresColumnName">A vector of Single.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column.</exception>
    /// <exception cref="ArgumentException">A value is not finite.</exception>
    public static FeatureIndex Read(IDataView featurized, string featuresColumnName = "Features")
    {
        ArgumentNullException.ThrowIfNull(featurized);
        return new([.. featurized.GetColumn<float[]>(featuresColumnName)]);
    }

    /// <summary>Number of images.</summary>
    public int Count => directions.Length;

    /// <summary>The images that are most like one of these, the most similar first, without itself.</summary>
    /// <param name="image">0 to <see cref="Count"/> - 1.</param>
    /// <param name="count">At least 1; there may be fewer.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such image, or <paramref name="count"/> is below 1.</exception>
    public IReadOnlyList<SimilarImage> Nearest(int image, int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)image, (uint)Count, nameof(image));
        return Nearest(directions[image], count, except: image);
    }

    /// <summary>The images that are most like another one, the most similar first.</summary>
    /// <param name="features">Features of the other image, from the same network.</param>
    /// <param name="count">At least 1; there may be fewer.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is below 1.</exception>
    /// <exception cref="ArgumentException">There are not as many features as these images have, or one is not finite.</exception>
    public IReadOnlyList<SimilarImage> Nearest(float[] features, int count)
    {
        ArgumentNullException.ThrowIfNull(features);
        return Count == 0 ? [] : Nearest(FeatureDirection.Of(features, directions[0].Length, "the image"), count, except: -1);
    }

    /// <summary>All pairs of images that are at least as similar as is said, the most similar first.</summary>
    /// <param name="leastSimilarity">-1 to 1, such as 0.9.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is out of its range.</exception>
    public IReadOnlyList<SimilarPair> Pairs(double leastSimilarity) => Pairs(this, leastSimilarity, one => one + 1);

    /// <summary>
    /// All pairs of one of these images and one of others, such as training and test images, that are at least as similar as is said, the most similar first.
    /// </summary>
    /// <param name="other">Features of the other images, from the same network.</param>
    /// <param name="leastSimilarity">-1 to 1, such as 0.9.</param>
    /// <exception cref="ArgumentException">The other images do not have as many features.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The similarity is out of its range.</exception>
    public IReadOnlyList<SimilarPair> Pairs(FeatureIndex other, double leastSimilarity)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (Count > 0 && other.Count > 0 && directions[0].Length != other.directions[0].Length)
        {
            throw new ArgumentException(
                $"{directions[0].Length} features are expected, but the other images have {other.directions[0].Length}. Take all from one network.",
                nameof(other));
        }
        return Pairs(other, leastSimilarity, _ => 0);
    }

    private List<SimilarPair> Pairs(FeatureIndex others, double least, Func<int, int> firstOther)
    {
        if (least is not (>= -1 and <= 1)) throw new ArgumentOutOfRangeException("leastSimilarity", least, "A similarity is -1 to 1.");
        var pairs = new List<SimilarPair>();
        for (var one = 0; one < Count; one++)
        {
            for (var other = firstOther(one); other < others.Count; other++)
            {
                var similarity = Similarity(directions[one], others.directions[other]);
                if (similarity >= least - Rounding) pairs.Add(new(one, other, similarity));
            }
        }
        return [.. pairs.OrderByDescending(pair => pair.Similarity)];
    }

    private List<SimilarImage> Nearest(float[] direction, int count, int except)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return [.. Enumerable.Range(0, Count).Where(image => image != except)
            .Select(image => new SimilarImage(image, Similarity(direction, directions[image])))
            .OrderByDescending(image => image.Similarity).Take(count)];
    }

    private static float Similarity(float[] one, float[] other) => Math.Clamp(TensorPrimitives.Dot<float>(one, other), -1, 1);
}
