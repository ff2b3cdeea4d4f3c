using System.Buffers;
using Toolkit.Augmentation;
using Toolkit.Images;

namespace Toolkit.Scoring;

/// <summary>The mean of what an engine gives for several views of each image (<see cref="TestTimeAugmentation"/>).</summary>
public sealed class AveragedEngine : IScoringEngine
{
    private readonly IScoringEngine engine;
    private readonly InputSpec input;
    private readonly IReadOnlyList<ImageSymmetry> views;

    private AveragedEngine(IScoringEngine engine, InputSpec input, IReadOnlyList<ImageSymmetry> views) =>
        (this.engine, this.input, this.views) = (engine, input, views);

    /// <inheritdoc/>
    public int OutputLength => engine.OutputLength;

    /// <summary>An engine that averages; the given one where there is nothing to average.</summary>
    /// <param name="engine">Disposed with the result.</param>
    /// <param name="input">The images that it takes.</param>
    /// <param name="augmentation">Which views.</param>
    /// <exception cref="ArgumentException">As for <see cref="Check"/>.</exception>
    public static IScoringEngine Of(IScoringEngine engine, InputSpec input, TestTimeAugmentation augmentation)
    {
        ArgumentNullException.ThrowIfNull(engine);
        Check(augmentation, input);
        return augmentation == TestTimeAugmentation.None ? engine : new AveragedEngine(engine, input, ImageSymmetry.Of(augmentation, input));
    }

    /// <summary>Refuses views that a network's images do not have.</summary>
    /// <param name="augmentation">Which views.</param>
    /// <param name="input">The images that the network takes.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such augmentation.</exception>
    /// <exception cref="ArgumentException">The images are to be turned, but are not square.</exception>
    public static void Check(TestTimeAugmentation augmentation, InputSpec input)
    {
        ArgumentNullException.ThrowIfNull(input);
        ImageSymmetry.Of(augmentation, input);
    }

    /// <inheritdoc/>
    public float[] Run(ReadOnlySpan<float> pixels, int count)
    {
        input.CheckBatch(pixels.Length, count);
        var view = ArrayPool<float>.Shared.Rent(pixels.Length);
        try
        {
            return MeanOf(pixels, view.AsSpan(0, pixels.Length), count);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(view);
        }
    }

    /// <summary>Disposes the engine that was given.</summary>
    public void Dispose() => engine.Dispose();

    private float[] MeanOf(ReadOnlySpan<float> pixels, Span<float> view, int count)
    {
        var sum = engine.Run(pixels, count); // the first view is the image as it is
        foreach (var symmetry in views.Skip(1))
        {
            Apply(symmetry, pixels, view);
            var values = engine.Run(view, count);
            for (var i = 0; i < sum.Length; i++) sum[i] += values[i];
        }
        for (var i = 0; i < sum.Length; i++) sum[i] /= views.Count;
        return sum;
    }

    private void Apply(ImageSymmetry symmetry, ReadOnlySpan<float> pixels, Span<float> view)
    {
        var plane = input.Height * input.Width;
        for (var at = 0; at < pixels.Length; at += plane)
            symmetry.Apply(pixels.Slice(at, plane), view.Slice(at, plane), input.Height, input.Width);
    }
}
