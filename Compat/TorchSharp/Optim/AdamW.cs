using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>AdamW (Loshchilov and Hutter, 2017): Adam whose weight decay shrinks the weights, apart from the gradient.</summary>
        public class AdamW : OptimizerHelper, optim.IBetas
        {
            public AdamW(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8,
                double weight_decay = 0, bool amsgrad = false, bool maximize = false)
                : this([new ParamGroup { Parameters = parameters }], lr, beta1, beta2, eps, weight_decay, amsgrad, maximize)
            {
            }

            /// <exception cref="ArgumentException">A rate, epsilon or weight decay below 0; a beta outside [0, 1).</exception>
            public AdamW(IEnumerable<ParamGroup> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8,
                double weight_decay = 0, bool amsgrad = false, bool maximize = false)
            {
                Require.NotNegative(lr, "learning rate");
                Require.NotNegative(eps, "ε");
                Require.Share(beta1, "beta1");
                Require.Share(beta2, "beta2");
                Require.NotNegative(weight_decay, "weight_decay value");
                _defaults = new Options
                {
                    LearningRate = lr,
                    InitialLearningRate = lr,
                    beta1 = beta1,
                    beta2 = beta2,
                    eps = eps,
                    weight_decay = weight_decay,
                    amsgrad = amsgrad,
                    maximize = maximize,
                };
                foreach (var group in parameters) add_param_group(group);
            }

            /// <summary>The default betas, for groups added later.</summary>
            public (double, double) Betas
            {
                get => (Defaults.beta1!.Value, Defaults.beta2!.Value);
                set => (Defaults.beta1, Defaults.beta2) = value;
            }

            private Options Defaults => (Options)_defaults;

            public override Tensor? step(Func<Tensor>? closure = null) => _step<ParamGroup>(Update, closure);

            public override void add_param_group(Modules.ParamGroup param_group)
            {
                var options = (Options)(param_group.Options ??= new Options());
                options.LearningRate ??= Defaults.LearningRate;
                options.beta1 ??= Defaults.beta1;
                options.beta2 ??= Defaults.beta2;
                options.eps ??= Defaults.eps;
                options.weight_decay ??= Defaults.weight_decay;
                options.amsgrad ??= Defaults.amsgrad;
                options.maximize ??= Defaults.maximize;
                AddGroup(param_group, parameter => new State(parameter));
            }

            private void Update(ParamGroup group)
            {
                var options = group.Options;
                var rule = new AdamRule(group.LearningRate, group.Betas, options.eps!.Value, penalty: 0, shrinkage: 1 - group.LearningRate * options.weight_decay!.Value);
                rule.Apply(Gradients<State>(group).Select(item => new AdamMoment(
                    item.parameter, options.maximize == true ? item.gradient.neg() : item.gradient,
                    ++item.state.step, item.state.exp_avg, item.state.exp_avg_sq, item.state.max_exp_avg_sq)));
            }

            public sealed class State(Parameter parameter) : OptimizerState(parameter), IDisposable
            {
                public long step;

                /// <summary>The running mean of the gradients.</summary>
                public Tensor exp_avg = null!;

                /// <summary>The running mean of the squared gradients.</summary>
                public Tensor exp_avg_sq = null!;

                /// <summary>The largest running mean of the squared gradients so far; null without AMSGrad.</summary>
                public Tensor? max_exp_avg_sq;

                public void Dispose()
                {
                    exp_avg?.Dispose();
                    exp_avg_sq?.Dispose();
                    max_exp_avg_sq?.Dispose();
                }

                public override void Initialize(OptimizerOptions options)
                {
                    Dispose();
                    step = 0;
                    exp_avg = Zeros();
                    exp_avg_sq = Zeros();
                    max_exp_avg_sq = ((Options)options).amsgrad == true ? Zeros() : null;
                }

                public override void to(Device device)
                {
                    Move(ref exp_avg!, device);
                    Move(ref exp_avg_sq!, device);
                    Move(ref max_exp_avg_sq, device);
                }

                public override void LoadStateDict(OptimizerState source)
                {
                    var other = (State)source;
                    step = other.step;
                    Copy(ref exp_avg!, other.exp_avg);
                    Copy(ref exp_avg_sq!, other.exp_avg_sq);
                    Copy(ref max_exp_avg_sq, other.max_exp_avg_sq);
                }

                public override bool ApproximatelyEquals(OptimizerState other) =>
                    other is State state && step == state.step && Close(exp_avg, state.exp_avg) && Close(exp_avg_sq, state.exp_avg_sq)
                    && Close(max_exp_avg_sq, state.max_exp_avg_sq);
            }

            public class Options : OptimizerOptions
            {
                public double? beta1;
                public double? beta2;
                public double? weight_decay;
                public double? eps;
                public bool? amsgrad;
                public bool? maximize;

                public override void LoadStateDict(OptimizerOptions source)
                {
                    base.LoadStateDict(source);
                    var other = (Options)source;
                    (beta1, beta2, eps) = (other.beta1, other.beta2, other.eps);
                    (weight_decay, amsgrad, maximize) = (other.weight_decay, other.amsgrad, other.maximize);
                }
            }

            public class ParamGroup : ParamGroup<Options>, optim.IBetas
            {
                public ParamGroup() { }

                public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options) { }

                public ParamGroup(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999,
                    double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
                    : base(parameters, new Options
                    {
                        LearningRate = lr,
                        beta1 = beta1,
                        beta2 = beta2,
                        eps = eps,
                        weight_decay = weight_decay,
                        amsgrad = amsgrad,
                        maximize = maximize,
                    })
                {
                }

                public (double, double) Betas
                {
                    get => (Options.beta1!.Value, Options.beta2!.Value);
                    set => (Options.beta1, Options.beta2) = value;
                }
            }
        }
    }

    public static partial class torch
    {
        public static partial class optim
        {
            /// <summary>
            /// AdamW (Loshchilov and Hutter, 2017): Adam whose weight decay shrinks the weights, apart from the gradient.
            /// </summary>
            public static AdamW AdamW(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999,
                double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
                new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

            public static AdamW AdamW(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 1e-3, double beta1 = 0.9,
                double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
                new(parameters.Select(named => named.parameter), lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

            public static AdamW AdamW(IEnumerable<AdamW.ParamGroup> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999,
                double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
                new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);
        }
    }
}
