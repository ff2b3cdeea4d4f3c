using Toolkit.Networks;
using Toolkit.Samples.Classics.Data;
using Toolkit.Training;
using static TorchSharp.torch;

namespace Toolkit.Samples.Classics.Training;

/// <summary>A network of the catalog learns a data set from random weights, and is tested.</summary>
/// <param name="Name">What the command line calls it.</param>
/// <param name="Shows">What one sees in it, and where it is from.</param>
/// <param name="Figure">The accuracy on the test images that was published.</param>
internal sealed record TrainingExperiment(string Name, string Shows, Figure Figure) : Experiment(Name, Shows)
{
    public required DataSet Data { get; init; }

    /// <summary>Name in the <see cref="NetworkCatalog"/>.</summary>
    public required string Network { get; init; }

    public NetworkOptions NetworkOptions { get; init; } = new();

    /// <summary>Draws other initial weights than the network's own; null: those.</summary>
    public Action<Network>? Initialize { get; init; }

    public required FineTuningOptions Recipe { get; init; }

    /// <summary>The best accuracy of any epoch on the test images, where that was published as well; it decides about nothing else.</summary>
    public Figure? BestEpoch { get; init; }

    /// <summary>What is run by default; null: all.</summary>
    public Extent? Brief { get; init; }

    public override string Published => BestEpoch is null ? Figure.Text : $"{Figure.Text}, best epoch {BestEpoch.Text}";

    public override bool IsQuick => Brief is null;

    public override Outcome Run(Session session)
    {
        var extent = session.ExtentOf(Brief);
        var (images, recipe) = extent.Of(session.Data.Load(Data), Recipe);
        var scores = session.SeedsOr(1).Select(seed => Train(seed, images, recipe, session.Cancellation)).ToList();
        double[] last = [.. scores.Select(score => score.Test)], best = [.. scores.Select(score => score.BestEpoch)];
        var holds = Figure.Holds(last.Average());
        if (BestEpoch is not null) holds &= BestEpoch.Holds(best.Average());
        return new(
            BestEpoch is null ? Percent.Text(last) : $"{Percent.Text(last)}, best epoch {Percent.Text(best)}",
            extent == Extent.Whole ? holds : null);
    }

    private (double Test, double BestEpoch) Train(int seed, Sets images, FineTuningOptions recipe, CancellationToken cancellation)
    {
        using var network = NetworkCatalog.Create(Network, images.Train.ClassNames.Count, NetworkOptions with { Seed = seed });
        manual_seed(seed);
        Initialize?.Invoke(network);
        var tests = new TestEveryEpoch(images.Test, cancellation);
        if (BestEpoch is not null) recipe = recipe with { Callbacks = [.. recipe.Callbacks, tests] };
        return (Trial.Run(network, recipe with { Seed = seed }, images, cancellation), tests.Best);
    }
}
