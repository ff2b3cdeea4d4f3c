namespace Toolkit.Estimators.Evaluation;

/// <summary>The metrics of one number that is predicted.</summary>
/// <param name="Name">The number.</param>
/// <param name="RSquared">
/// R², the share of its variance that is explained: 1 is perfect, 0 no better than its mean; not a number where it is the same for all images.
/// </param>
/// <param name="MeanAbsoluteError">Mean of |predicted - true|, in its unit.</param>
/// <param name="RootMeanSquaredError">Root of the mean of (predicted - true)², in its unit.</param>
public sealed record NumberMetrics(string Name, double RSquared, double MeanAbsoluteError, double RootMeanSquaredError);
