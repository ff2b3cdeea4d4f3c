namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <summary>
            /// Multiplies the rates by <paramref name="factor"/> when the metric has not improved for more than <paramref
            /// name="patience"/> epochs.
            /// Call <c>step(metric)</c> after each epoch.
            /// </summary>
            /// <param name="optimizer">Whose rates to change.</param>
            /// <param name="mode">"min" when less is better, "max" when more is.</param>
            /// <param name="factor">Less than 1.</param>
            /// <param name="patience">Epochs without improvement that are still let pass.</param>
            /// <param name="threshold">An improvement smaller than this counts for nothing.</param>
            /// <param name="threshold_mode">"rel": a part of the best value; "abs": a difference.</param>
            /// <param name="cooldown">Epochs after a reduction in which none is counted as bad.</param>
            /// <param name="min_lr">No rate goes below: one value, or one for each group; 0 by default.</param>
            /// <param name="eps">A smaller change of a rate is not made.</param>
            /// <param name="verbose">Whether changes are written to the console.</param>
            public static LRScheduler ReduceLROnPlateau(Optimizer optimizer, string mode = "min", double factor = 0.1, int patience = 10,
                double threshold = 1e-4, string threshold_mode = "rel", int cooldown = 0, IList<double>? min_lr = null, double eps = 1e-8,
                bool verbose = false) =>
                new impl.ReduceLROnPlateau(optimizer, mode, factor, patience, threshold, threshold_mode, cooldown, min_lr, eps, verbose);

            public static partial class impl
            {
                public class ReduceLROnPlateau : LRScheduler
                {
                    private readonly bool _max;
                    private readonly bool _relative;
                    private readonly double _factor;
                    private readonly double _threshold;
                    private readonly double _eps;
                    private readonly int _patience;
                    private readonly int _cooldown;
                    private readonly List<double> _lowest;
                    private double _best;
                    private int _badEpochs;
                    private int _cooldownLeft;

                    public ReduceLROnPlateau(Optimizer optimizer, string mode = "min", double factor = 0.1, int patience = 10,
                        double threshold = 1e-4, string threshold_mode = "rel", int cooldown = 0, IList<double>? min_lr = null,
                        double eps = 1e-8, bool verbose = false)
                        : base(optimizer, -1, verbose)
                    {
                        if (factor >= 1) throw new ArgumentException($"Factor should be < 1.0, but is {factor}");
                        if (mode is not ("min" or "max"))
                            throw new ArgumentException($"mode {mode} is unknown! It must be \"min\" or \"max\".");
                        if (threshold_mode is not ("rel" or "abs"))
                            throw new ArgumentException($"threshold mode {threshold_mode} is unknown! It must be \"rel\" or \"abs\".");
                        (_max, _relative) = (mode == "max", threshold_mode == "rel");
                        (_factor, _patience, _threshold, _cooldown, _eps) = (factor, patience, threshold, cooldown, eps);
                        _lowest = LowestRates(min_lr ?? []);
                        _best = _max ? double.NegativeInfinity : double.PositiveInfinity;
                    }

                    /// <exception cref="InvalidOperationException">Always: this rule needs the metric.</exception>
                    public override void step() => throw NeedsMetric();

                    /// <inheritdoc cref="step()"/>
                    public override void step(int? epoch) => throw NeedsMetric();

                    /// <summary>Tells the metric of an epoch.</summary>
                    public override void step(double current, int? epoch = null)
                    {
                        LastEpoch = epoch ?? LastEpoch + 1;
                        if (IsBetter(current)) (_best, _badEpochs) = (current, 0);
                        else _badEpochs++;
                        if (_cooldownLeft > 0) (_cooldownLeft, _badEpochs) = (_cooldownLeft - 1, 0);
                        if (_badEpochs <= _patience) return;
                        Reduce();
                        (_cooldownLeft, _badEpochs) = (_cooldown, 0);
                    }

                    private static InvalidOperationException NeedsMetric() =>
                        new("step() should not be used with the ReduceLROnPlateau scheduler. Use step(double, int?), instead.");

                    private List<double> LowestRates(IList<double> given)
                    {
                        if (given.Count > 1 && given.Count != Groups.Count)
                            throw new ArgumentException($"Expected one min_lr or {Groups.Count}, one for each group, but got {given.Count}.");
                        return given.Count > 1 ? [.. given] : [.. Enumerable.Repeat(given.FirstOrDefault(), Groups.Count)];
                    }

                    private bool IsBetter(double current)
                    {
                        var margin = _max ? _threshold : -_threshold;
                        var bound = _relative ? _best * (1 + margin) : _best + margin;
                        return _max ? current > bound : current < bound;
                    }

                    private void Reduce()
                    {
                        var reduced = CurrentRates().Zip(_lowest, (rate, lowest) => (old: rate, @new: Math.Max(rate * _factor, lowest)));
                        SetRates([.. reduced.Select(rate => rate.old - rate.@new > _eps ? rate.@new : rate.old)]);
                    }
                }
            }
        }
    }
}
