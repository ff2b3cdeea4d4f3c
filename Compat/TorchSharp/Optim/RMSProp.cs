using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>RMSprop (Hinton, 2012): gradients divided by the root of their running mean square.</summary>
        public class RMSProp : OptimizerHelper, optim.IMomentum
        {
            public RMSProp(IEnumerable<Parameter> parameters, double lr = 1e-3, double alpha = 0.99, double eps = 1e-8,
                double weight_decay = 0, double momentum = 0, bool centered = false, bool maximize = false)
                : this([new ParamGroup { Parameters = parameters }], lr, alpha, eps, weight_decay, momentum, centered, maximize)
            {
            }

            /// <exception cref="ArgumentException">A rate, alpha, epsilon, weight decay or momentum below 0.</exception>
            public RMSProp(IEnumerable<ParamGroup> parameters, double lr = 1e-3, double alpha = 0.99, double eps = 1e-8,
                double weight_decay = 0, double momentum = 0, bool centered = false, bool maximize = false)
            {
                Require.NotNegative(lr, "learning rate");
                Require.NotNegative(alpha, "alpha");
                Require.NotNegative(eps, "ε");
                Require.NotNegative(weight_decay, "weight_decay value");
                Require.NotNegative(momentum, "momentum value");
                _defaults = new Options
                {
                    LearningRate = lr,
                    InitialLearningRate = lr,
                    alpha = alpha,
                    eps = eps,
                    weight_decay = weight_decay,
                    momentum = momentum,
                    centered = centered,
                    maximize = maximize,
                };
                foreach (var group in parameters) add_param_group(group);
            }

            /// <summary>The default momentum, for groups added later.</summary>
            public double Momentum
            {
                get => Defaults.momentum!.Value;
                set => Defaults.momentum = value;
            }

            private Options Defaults => (Options)_defaults;

            public override Tensor? step(Func<Tensor>? closure = null) => _step<ParamGroup>(Update, closure);

            public override void add_param_group(Modules.ParamGroup param_group)
            {
                var options = (Options)(param_group.Options ??= new Options());
                options.LearningRate ??= Defaults.LearningRate;
                options.alpha ??= Defaults.alpha;
                options.eps ??= Defaults.eps;
                options.weight_decay ??= Defaults.weight_decay;
                options.momentum ??= Defaults.momentum;
                options.centered ??= Defaults.centered;
                options.maximize ??= Defaults.maximize;
                AddGroup(param_group, parameter => new State(parameter));
            }

            private void Update(ParamGroup group)
            {
                var options = group.Options;
                var momentum = options.momentum!.Value;
                var weightDecay = options.weight_decay!.Value;
                foreach (var (parameter, gradient, state) in Gradients<State>(group))
                {
                    var direction = options.maximize == true ? gradient.neg() : gradient;
                    if (weightDecay != 0) direction = direction.add(parameter, alpha: weightDecay);
                    var scale = state.Scale(direction, options.alpha!.Value, options.eps!.Value);
                    if (momentum > 0)
                        parameter.add_(state.momentum_buffer!.mul_(momentum).addcdiv_(direction, scale, 1), alpha: -group.LearningRate);
                    else parameter.addcdiv_(direction, scale, value: -group.LearningRate);
                }
            }

            public sealed class State(Parameter parameter) : OptimizerState(parameter), IDisposable
            {
                public long step;

                /// <summary>The running mean of the squared gradients.</summary>
                public Tensor square_avg = null!;

                /// <summary>The velocity; null without momentum.</summary>
                public Tensor? momentum_buffer;

                /// <summary>The running mean of the gradients; null unless centered.</summary>
                public Tensor? grad_avg;

                public void Dispose()
                {
                    square_avg?.Dispose();
                    momentum_buffer?.Dispose();
                    grad_avg?.Dispose();
                }

                public override void Initialize(OptimizerOptions options)
                {
                    Dispose();
                    var own = (Options)options;
                    step = 0;
                    square_avg = Zeros();
                    momentum_buffer = own.momentum > 0 ? Zeros() : null;
                    grad_avg = own.centered == true ? Zeros() : null;
                }

                public override void to(Device device)
                {
                    Move(ref square_avg!, device);
                    Move(ref momentum_buffer, device);
                    Move(ref grad_avg, device);
                }

                public override void LoadStateDict(OptimizerState source)
                {
                    var other = (State)source;
                    step = other.step;
                    Copy(ref square_avg!, other.square_avg);
                    Copy(ref momentum_buffer, other.momentum_buffer);
                    Copy(ref grad_avg, other.grad_avg);
                }

                public override bool ApproximatelyEquals(OptimizerState other) =>
                    other is State state && step == state.step && Close(square_avg, state.square_avg)
                    && Close(momentum_buffer, state.momentum_buffer) && Close(grad_avg, state.grad_avg);

                /// <summary>
                /// Updates the running means and returns the root of the mean square, of the variance if centered, plus
                /// epsilon.
                /// </summary>
                internal Tensor Scale(Tensor direction, double alpha, double eps)
                {
                    step++;
                    square_avg.mul_(alpha).addcmul_(direction, direction, value: 1 - alpha);
                    if (grad_avg is null) return square_avg.sqrt().add_(eps);
                    grad_avg.mul_(alpha).add_(direction, alpha: 1 - alpha);
                    return square_avg.addcmul(grad_avg, grad_avg, value: -1).sqrt_().add_(eps);
                }
            }

            public class Options : OptimizerOptions
            {
                public double? alpha;
                public double? eps;
                public double? weight_decay;
                public double? momentum;
                public bool? centered;
                public bool? maximize;

                public override void LoadStateDict(OptimizerOptions source)
                {
                    base.LoadStateDict(source);
                    var other = (Options)source;
                    (alpha, eps, weight_decay) = (other.alpha, other.eps, other.weight_decay);
                    (momentum, centered, maximize) = (other.momentum, other.centered, other.maximize);
                }
            }

            public class ParamGroup : ParamGroup<Options>, optim.IMomentum
            {
                public ParamGroup() { }

                public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options) { }

                public ParamGroup(IEnumerable<Parameter> parameters, double lr = 1e-3, double eps = 1e-8, double alpha = 0.99,
                    double weight_decay = 0, double momentum = 0, bool centered = false)
                    : base(parameters, new Options
                    {
                        LearningRate = lr,
                        eps = eps,
                        alpha = alpha,
                        weight_decay = weight_decay,
                        momentum = momentum,
                        centered = centered,
                    })
                {
                }

                public double Momentum
                {
                    get => Options.momentum!.Value;
                    set => Options.momentum = value;
                }
            }
        }
    }

    public static partial class torch
    {
        public static partial class optim
        {
            /// <summary>RMSprop. The default rate is 0.01 here and 0.001 in the class, as in TorchSharp.</summary>
            public static RMSProp RMSProp(IEnumerable<Parameter> parameters, double lr = 0.01, double alpha = 0.99, double eps = 1e-8,
                double weight_decay = 0, double momentum = 0, bool centered = false, bool maximize = false) =>
                new(parameters, lr, alpha, eps, weight_decay, momentum, centered, maximize);

            public static RMSProp RMSProp(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 0.01, double alpha = 0.99,
                double eps = 1e-8, double weight_decay = 0, double momentum = 0, bool centered = false, bool maximize = false) =>
                new(parameters.Select(named => named.parameter), lr, alpha, eps, weight_decay, momentum, centered, maximize);

            public static RMSProp RMSProp(IEnumerable<RMSProp.ParamGroup> parameters, double lr = 0.01, double alpha = 0.99,
                double eps = 1e-8, double weight_decay = 0, double momentum = 0, bool centered = false, bool maximize = false) =>
                new(parameters, lr, alpha, eps, weight_decay, momentum, centered, maximize);
        }
    }
}
