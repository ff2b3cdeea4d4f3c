namespace Toolkit.Training;

/// <summary>The optimizers that <see cref="FineTuningOptions.Optimizer"/> can name.</summary>
public enum OptimizerKind
{
    /// <summary>Adam (Kingma and Ba 2014), β 0.9 and 0.999, ε 1e-8.</summary>
    Adam,

    /// <summary>Adam with decoupled weight decay (Loshchilov and Hutter 2017), β 0.9 and 0.999, ε 1e-8.</summary>
    AdamW,

    /// <summary>Stochastic gradient descent with momentum.</summary>
    Sgd,

    /// <summary>RMSprop (Tieleman and Hinton 2012), α 0.99, ε 1e-8, without momentum.</summary>
    RmsProp,
}
