
namespace Toolkit.StateDicts;

/// <summary>Weights do not fit a network, which is unchanged. The message names every difference.</summary>
/// <param name="message">All differences, and what to do.</param>
/// <param name="report">The same differences.</param>
public sealed class WeightsMismatchException(string message, LoadReport report) : WeightsException(message)
{
    /// <summary>The differences; <see cref="LoadReport.Loaded"/> holds what would have been loaded.</summary>
    public LoadReport Report { get; } = report;
}
