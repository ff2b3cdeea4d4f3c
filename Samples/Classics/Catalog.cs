using Toolkit.Reporting;
using Toolkit.Samples.Classics.Experiments;
using Toolkit.Text;

namespace Toolkit.Samples.Classics;

/// <summary>All experiments. A new one is a file in the folder <c>Experiments</c> and a line here.</summary>
internal static class Catalog
{
    public static IReadOnlyList<Experiment> All { get; } =
    [
        LeNetOnMnist.Experiment,
        new PermutedPixels(),
        .. LeNetOnFashionMnist.Experiments,
        new FiftyBlocks(),
        new BranchesOfResNet(),
        new PretrainedResNet(),
        .. DeepNetworksOnFashionMnist.Experiments,
        ResNetOnFashionMnist.Experiment,
        VggOnCifar10.Experiment,
        new PretrainedAlexNet(),
    ];

    /// <summary>The experiment of a name.</summary>
    /// <exception cref="ArgumentException">There is none; the message tells near names.</exception>
    public static Experiment Find(string name)
    {
        string[] names = [.. All.Select(experiment => experiment.Name)];
        return All.FirstOrDefault(experiment => experiment.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? throw new ArgumentException(
            $"There is no experiment named \"{name}\".{NearNames.Hint(name, names)} Experiments: {string.Join(", ", names)}.");
    }

    /// <summary>A line for each.</summary>
    public static string List() => TextTable.Format(
        [.. All.Select(experiment => new[] { experiment.Name, experiment.IsQuick ? "" : "--full", experiment.Shows })], textColumns: 3);
}
