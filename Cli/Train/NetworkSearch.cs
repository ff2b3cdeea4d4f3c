using System.Globalization;
using Toolkit.Cli.Data;
using Toolkit.Training;

namespace Toolkit.Cli.Train;

/// <summary>The search before a training, which chooses the network with its weights, the rate of the head, and the augmentation of its epochs.</summary>
internal sealed class NetworkSearch
{
    private readonly TimeSpan budget;
    private readonly double? rate;
    private readonly Report report;

    /// <param name="minutes">How long it may take.</param>
    /// <param name="network">What the command line says; null: nothing.</param>
    /// <param name="weights">What the command line says; null: nothing.</param>
    /// <param name="rate">What the command line says; null: nothing.</param>
    /// <param name="report">Tells people.</param>
    /// <exception cref="ArgumentException">There is nothing to try.</exception>
    public NetworkSearch(double minutes, string? network, string? weights, double? rate, Report report)
    {
        (budget, this.rate, this.report) = (TimeSpan.FromMinutes(minutes), rate, report);
        Networks = NamedNetwork.ToTry(network, weights);
    }

    /// <summary>What is tried, in this order; at least one.</summary>
    public IReadOnlyList<NamedNetwork> Networks { get; }

    /// <summary>Searches.</summary>
    /// <param name="config">All other numbers of the training.</param>
    /// <param name="data">Its images.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <returns>The configuration with what was chosen, and the table of what was tried.</returns>
    public RunConfig Choose(RunConfig config, CheckedImages data, CancellationToken cancellation)
    {
        var (train, validation, _) = data.Split(config.ValidationFraction, config.Seed);
        var networks = Networks.Select(named => new SearchedNetwork(
            named.Network, named.Weights, () => (config with { Network = named.Network, Weights = named.Weights }).ToNetwork(train.ClassNames.Count)));
        report.Say(string.Create(
            CultureInfo.InvariantCulture, $"searching for {budget.TotalMinutes:0.##} min among {string.Join(", ", Networks.Select(named => named.Weights))}"));
        var found = FineTuningSearch.Run(
            train, validation, SearchCandidate.Combine([.. networks], rate is { } given ? [given] : null), budget,
            config.ToOptions() with { Input = null }, tell: report.Say, cancellation: cancellation);
        report.Say($"chosen: {found.Reason}");
        var chosen = found.Chosen;
        return config with
        {
            Network = chosen.Network,
            Weights = chosen.Weights,
            Rate = chosen.LearningRate,
            AugmentWhileFrozen = chosen.AugmentedVersions > 0,
            Search = found,
        };
    }
}
