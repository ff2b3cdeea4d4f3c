namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <summary>
            /// One cycle (Smith and Topin, 2017): the rates rise from max_lr / div_factor to max_lr, then fall far below where they began,
            /// while momentum goes the other way. Call <c>step()</c> after every batch.
            /// </summary>
            public static LRScheduler OneCycleLR(Optimizer optimizer, double max_lr, int total_steps = -1, int epochs = -1,
                int steps_per_epoch = -1, double pct_start = 0.3,
                impl.OneCycleLR.AnnealStrategy anneal_strategy = impl.OneCycleLR.AnnealStrategy.Cos, bool cycle_momentum = true,
                double base_momentum = 0.85, double max_momentum = 0.95, double div_factor = 25, double final_div_factor = 1e4,
                bool three_phase = false, int last_epoch = -1, bool verbose = false) =>
                new impl.OneCycleLR(optimizer, max_lr, total_steps, epochs, steps_per_epoch, pct_start, anneal_strategy,
                     cycle_momentum, base_momentum, max_momentum, div_factor, final_div_factor, three_phase, last_epoch, verbose);

            public static LRScheduler OneCycleLR(Optimizer optimizer, IEnumerable<double> max_lr, int total_steps = -1, int epochs = -1,
                int steps_per_epoch = -1, double pct_start = 0.3,
                impl.OneCycleLR.AnnealStrategy anneal_strategy = impl.OneCycleLR.AnnealStrategy.Cos, bool cycle_momentum = true,
                IEnumerable<double>? base_momentum = null, IEnumerable<double>? max_momentum = null, double div_factor = 25,
                double final_div_factor = 1e4, bool three_phase = false, int last_epoch = -1, bool verbose = false) =>
                new impl.OneCycleLR(optimizer, max_lr, total_steps, epochs, steps_per_epoch, pct_start, anneal_strategy,
                     cycle_momentum, base_momentum, max_momentum, div_factor, final_div_factor, three_phase, last_epoch, verbose);

            public static partial class impl
            {
                public class OneCycleLR : LRScheduler
                {
                    private readonly List<Phase> _phases;
                    private readonly List<Range> _rates;
                    private readonly List<Range> _momenta;
                    private readonly Func<double, double, double, double> _anneal;
                    private readonly int _totalSteps;

                    public OneCycleLR(Optimizer optimizer, double max_lr, int total_steps = -1, int epochs = -1, int steps_per_epoch = -1,
                        double pct_start = 0.3, AnnealStrategy anneal_strategy = AnnealStrategy.Cos, bool cycle_momentum = true,
                        double base_momentum = 0.85, double max_momentum = 0.95, double div_factor = 25, double final_div_factor = 1e4,
                        bool three_phase = false, int last_epoch = -1, bool verbose = false)
                        : this(optimizer, Repeat(max_lr, optimizer), total_steps, epochs, steps_per_epoch, pct_start, anneal_strategy,
                            cycle_momentum, Repeat(base_momentum, optimizer), Repeat(max_momentum, optimizer), div_factor, final_div_factor,
                            three_phase, last_epoch, verbose)
                    {
                    }

                    public OneCycleLR(Optimizer optimizer, IEnumerable<double> max_lr, int total_steps = -1, int epochs = -1,
                        int steps_per_epoch = -1, double pct_start = 0.3, AnnealStrategy anneal_strategy = AnnealStrategy.Cos,
                        bool cycle_momentum = true, IEnumerable<double>? base_momentum = null, IEnumerable<double>? max_momentum = null,
                        double div_factor = 25, double final_div_factor = 1e4, bool three_phase = false, int last_epoch = -1,
                        bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        if (!(pct_start is >= 0 and <= 1))
                            throw new ArgumentException($"Expected a number between 0 and 1 for pct_start, but got {pct_start}");
                        _totalSteps = TotalSteps(total_steps, epochs, steps_per_epoch);
                        _phases = Phases(pct_start * _totalSteps, three_phase);
                        _rates = [.. max_lr.Select(high => new Range(high / div_factor, high, high / div_factor / final_div_factor))];
                        RequireOnePerGroup(_rates.Count, nameof(max_lr));
                        _momenta = cycle_momentum
                            ? Momenta(base_momentum ?? Repeat(0.85, optimizer), max_momentum ?? Repeat(0.95, optimizer))
                            : [];
                        _anneal = anneal_strategy == AnnealStrategy.Cos ? Cosine : Linear;
                        step();
                    }

                    public enum AnnealStrategy
                    {
                        Cos,
                        Linear,
                    }

                    protected override IEnumerable<double> get_lr()
                    {
                        if (LastEpoch > _totalSteps)
                            throw new InvalidOperationException($"Tried to step {LastEpoch + 1} times, but total_steps is {_totalSteps}");
                        var (phase, part) = Position();
                        for (var i = 0; i < _momenta.Count; i++)
                            SetMomentum(Groups[i], _anneal(_momenta[i].At(phase.MomentumFrom), _momenta[i].At(phase.MomentumTo), part));
                        return _rates.Select(rate => _anneal(rate.At(phase.RateFrom), rate.At(phase.RateTo), part));
                    }

                    private static IEnumerable<double> Repeat(double value, Optimizer optimizer) =>
                        Enumerable.Repeat(value, optimizer.ParamGroups.Count());

                    private static double Cosine(double start, double end, double part) =>
                        end + (start - end) / 2 * (Math.Cos(Math.PI * part) + 1);

                    private static double Linear(double start, double end, double part) => (end - start) * part + start;

                    private static int TotalSteps(int total, int epochs, int stepsPerEpoch)
                    {
                        if (total != -1)
                            return total > 0 ? total : throw new ArgumentException($"Expected positive total_steps, but got {total}");
                        if (epochs == -1 && stepsPerEpoch == -1)
                            throw new ArgumentException("You must define either total_steps OR (epochs AND steps_per_epoch)");
                        if (epochs <= 0) throw new ArgumentException($"Expected positive integer epochs, but got {epochs}");
                        if (stepsPerEpoch <= 0)
                            throw new ArgumentException($"Expected positive integer steps_per_epoch, but got {stepsPerEpoch}");
                        return epochs * stepsPerEpoch;
                    }

                    private List<Phase> Phases(double warmUp, bool three) => three
                        ?
                        [
                            new(warmUp - 1, Level.Start, Level.High, Level.High, Level.Start),
                            new(2 * warmUp - 2, Level.High, Level.Start, Level.Start, Level.High),
                            new(_totalSteps - 1, Level.Start, Level.Low, Level.High, Level.High),
                        ]
                        :
                        [
                            new(warmUp - 1, Level.Start, Level.High, Level.High, Level.Start),
                            new(_totalSteps - 1, Level.High, Level.Low, Level.Start, Level.High),
                        ];

                    private List<Range> Momenta(IEnumerable<double> low, IEnumerable<double> high)
                    {
                        if (Groups.Any(group => group is not (IBetas or IMomentum)))
                            throw new ArgumentException("optimizer must support momentum with `cycle_momentum` option enabled");
                        List<Range> momenta = [.. low.Zip(high, (from, to) => new Range(from, to, from))];
                        RequireOnePerGroup(momenta.Count, "base_momentum and max_momentum");
                        return momenta;
                    }

                    private void RequireOnePerGroup(int count, string what)
                    {
                        if (count != Groups.Count)
                            throw new ArgumentException($"Expected {Groups.Count} values for {what}, one for each group, but got {count}.");
                    }

                    /// <summary>The phase of the present step, and the part of it that is over.</summary>
                    private (Phase phase, double part) Position()
                    {
                        var index = _phases.FindIndex(phase => LastEpoch <= phase.LastStep);
                        if (index < 0) index = _phases.Count - 1;
                        var first = index == 0 ? 0 : _phases[index - 1].LastStep;
                        return (_phases[index], (LastEpoch - first) / (_phases[index].LastStep - first));
                    }

                    private static void SetMomentum(ILearningRateController group, double momentum)
                    {
                        if (group is IBetas adaptive) adaptive.Betas = (momentum, adaptive.Betas.Item2);
                        else ((IMomentum)group).Momentum = momentum;
                    }

                    private enum Level
                    {
                        Start,
                        High,
                        Low,
                    }

                    private readonly record struct Phase(double LastStep, Level RateFrom, Level RateTo, Level MomentumFrom,
                        Level MomentumTo);

                    private readonly record struct Range(double Start, double High, double Low)
                    {
                        internal double At(Level level) => level switch { Level.Start => Start, Level.High => High, _ => Low };
                    }
                }
            }
        }
    }
}
