namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <summary>
            /// Multiplies the initial rates by a factor that goes in a straight line from <paramref name="start_factor"/> to
            /// <paramref name="end_factor"/> in <paramref name="total_iters"/> epochs. The default end is 5 here and 1 in
            /// the class, as in TorchSharp.
            /// </summary>
            public static LRScheduler LinearLR(Optimizer optimizer, double start_factor = 1.0 / 3, double end_factor = 5,
                int total_iters = 5, int last_epoch = -1, bool verbose = false) =>
                new impl.LinearLR(optimizer, start_factor, end_factor, total_iters, last_epoch, verbose);

            public static partial class impl
            {
                public class LinearLR : LRScheduler
                {
                    private readonly double _start;
                    private readonly double _end;
                    private readonly int _total;

                    public LinearLR(Optimizer optimizer, double start_factor = 1.0 / 3, double end_factor = 1, int total_iters = 5,
                        int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        (_start, _end, _total) = (start_factor, end_factor, total_iters);
                        step();
                    }

                    protected override IEnumerable<double> get_lr()
                    {
                        if (LastEpoch > _total) return CurrentRates();
                        var factor = LastEpoch == 0 ? _start : 1 + (_end - _start) / (_total * _start + (LastEpoch - 1) * (_end - _start));
                        return CurrentRates().Select(rate => rate * factor);
                    }

                    protected override IEnumerable<double> get_closed_form_lr()
                    {
                        var factor = _start + (_end - _start) * Math.Min(_total, LastEpoch) / _total;
                        return BaseRates.Select(rate => rate * factor);
                    }
                }
            }
        }
    }
}
