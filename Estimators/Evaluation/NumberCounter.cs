namespace Toolkit.Estimators.Evaluation;

/// <summary>Sums the errors of one number, and how it varies (Welford 1962, which loses no digits where it varies little around a large mean).</summary>
/// <param name="name">Its name.</param>
internal sealed class NumberCounter(string name)
{
    private long images;
    private double mean, variation, absolute, squared;

    public void Add(double truth, double said)
    {
        images++;
        var distance = truth - mean;
        mean += distance / images;
        variation += distance * (truth - mean);
        absolute += Math.Abs(said - truth);
        squared += (said - truth) * (said - truth);
    }

    public NumberMetrics ToMetrics() => new(
        name, variation > 0 ? 1 - squared / variation : double.NaN, absolute / images, Math.Sqrt(squared / images));
}
