using static TorchSharp.torch;

namespace Toolkit.Training;

/// <summary>The mean over the numbers of R², from sums over the images.</summary>
internal sealed class RunningRSquared : RunningScore
{
    // The targets' distances from those of the first image: they are small where targets vary little around a large number.
    private double[] first = [], errors = [], sums = [], squares = [];

    public override double Value => Enumerable.Range(0, errors.Length).Average(RSquaredOf);

    protected override void Count(Tensor outputs, TensorBatch batch)
    {
        using var scope = NewDisposeScope();
        var targets = batch.Targets!.to(ScalarType.Float64);
        if (first.Length == 0) Begin(targets[0].cpu().data<double>().ToArray());
        var distances = targets.sub(tensor(first, device: targets.device));
        Add(errors, Squared(outputs.detach().to(ScalarType.Float64).sub(targets)));
        Add(sums, distances);
        Add(squares, Squared(distances));
    }

    protected override double[] Counts() => [.. first, .. errors, .. sums, .. squares];

    // Of distances from f, Σ(t − g) = Σ(t − f) + n·(f − g) and Σ(t − g)² = Σ(t − f)² + 2·(f − g)·Σ(t − f) + n·(f − g)².
    protected override void AddCounts(long images, ReadOnlySpan<double> counts)
    {
        var width = counts.Length / 4;
        if (first.Length == 0) Begin(counts[..width].ToArray());
        for (var i = 0; i < width; i++)
        {
            var (sum, shift) = (counts[2 * width + i], counts[i] - first[i]);
            errors[i] += counts[width + i];
            sums[i] += sum + images * shift;
            squares[i] += counts[3 * width + i] + 2 * shift * sum + images * shift * shift;
        }
    }

    private void Begin(double[] firstTargets)
    {
        first = firstTargets;
        (errors, sums, squares) = (new double[first.Length], new double[first.Length], new double[first.Length]);
    }

    private double RSquaredOf(int number)
    {
        var variation = squares[number] - sums[number] * sums[number] / Images;
        if (variation > 0) return 1 - errors[number] / variation;
        return errors[number] == 0 ? 1 : 0;
    }

    private static Tensor Squared(Tensor values) => values.mul(values);

    private static void Add(double[] totals, Tensor values)
    {
        foreach (var (number, sum) in values.sum([0]).cpu().data<double>().ToArray().Index()) totals[number] += sum;
    }
}
