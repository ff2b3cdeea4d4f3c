namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>Rules that change the learning rates of an optimizer's groups as training goes on.</summary>
        public static partial class lr_scheduler
        {
            /// <summary>
            /// The base of all schedulers. Making one already takes step 0. Each rule computes the next rates from the
            /// present ones, so rates that somebody else changed in between are built upon.
            /// </summary>
            public abstract class LRScheduler
            {
                protected int _step_count;

                private readonly bool _verbose;

                protected LRScheduler(Optimizer optimizer, int last_epoch = -1, bool verbose = false)
                {
                    ArgumentNullException.ThrowIfNull(optimizer);
                    Groups = [.. optimizer.ParamGroups];
                    BaseRates = [.. Groups.Select(group => group.InitialLearningRate)];
                    LastRates = CurrentRates();
                    LastEpoch = last_epoch;
                    _verbose = verbose;
                }

                private protected List<ILearningRateController> Groups { get; }

                private protected List<double> BaseRates { get; }

                private protected int LastEpoch { get; set; }

                private List<double> LastRates { get; set; }

                public virtual void step() => step((int?)null);

                /// <summary>Goes on to the next epoch, or to the given one by the closed form where the rule has one.</summary>
                public virtual void step(int? epoch)
                {
                    _step_count++;
                    LastEpoch = epoch ?? LastEpoch + 1;
                    SetRates([.. epoch.HasValue ? get_closed_form_lr() : get_lr()]);
                }

                /// <summary>Only rules that watch a metric use <paramref name="current"/>.</summary>
                public virtual void step(double current, int? epoch = null) => step(epoch);

                /// <summary>The rates set by the last step, one for each group.</summary>
                public IEnumerable<double> get_last_lr() => LastRates;

                /// <summary>The rates of <see cref="LastEpoch"/>, computed from the present ones.</summary>
                protected virtual IEnumerable<double> get_lr() => CurrentRates();

                /// <summary>The rates of <see cref="LastEpoch"/>, computed from the initial ones.</summary>
                protected virtual IEnumerable<double> get_closed_form_lr() => get_lr();

                private protected List<double> CurrentRates() => [.. Groups.Select(group => group.LearningRate)];

                private protected void SetRates(List<double> rates)
                {
                    for (var i = 0; i < rates.Count; i++)
                    {
                        if (_verbose && rates[i] != Groups[i].LearningRate)
                            Console.WriteLine($"Adjusting learning rate of group {i} to {rates[i]:g4}.");
                        Groups[i].LearningRate = rates[i];
                    }
                    LastRates = rates;
                }
            }
        }
    }
}
