namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <summary>
            /// Takes the rates along half a cosine wave from their initial values to <paramref name="eta_min"/> in
            /// <paramref name="T_max"/> epochs, and up again after that (Loshchilov and Hutter, 2016, without restarts).
            /// </summary>
            public static LRScheduler CosineAnnealingLR(Optimizer optimizer, double T_max, double eta_min = 0, int last_epoch = -1,
                bool verbose = false) =>
                new impl.CosineAnnealingLR(optimizer, T_max, eta_min, last_epoch, verbose);

            public static partial class impl
            {
                public class CosineAnnealingLR : LRScheduler
                {
                    private readonly double _period;
                    private readonly double _lowest;

                    public CosineAnnealingLR(Optimizer optimizer, double T_max, double eta_min = 0, int last_epoch = -1,
                        bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        (_period, _lowest) = (T_max, eta_min);
                        step();
                    }

                    protected override IEnumerable<double> get_lr()
                    {
                        if (LastEpoch == 0) return CurrentRates();
                        if ((LastEpoch - 1 - _period) % (2 * _period) == 0) return CurrentRates().Zip(BaseRates, LeaveLowest);
                        var ratio = Height(LastEpoch) / Height(LastEpoch - 1);
                        return CurrentRates().Select(rate => ratio * (rate - _lowest) + _lowest);
                    }

                    protected override IEnumerable<double> get_closed_form_lr() =>
                        BaseRates.Select(rate => _lowest + (rate - _lowest) * Height(LastEpoch) / 2);

                    /// <summary>At the lowest point the ratio of heights would divide by zero.</summary>
                    private double LeaveLowest(double rate, double initial) =>
                        rate + (initial - _lowest) * (1 - Math.Cos(Math.PI / _period)) / 2;

                    private double Height(int epoch) => 1 + Math.Cos(Math.PI * epoch / _period);
                }
            }
        }
    }
}
