namespace Toolkit.Training;

/// <summary>The ways in which the learning rate can change within a phase.</summary>
public enum RateScheduleKind
{
    /// <summary>The rate is multiplied by a factor when the validation loss has not fallen for some epochs.</summary>
    ReduceOnPlateau,

    /// <summary>The rate stays.</summary>
    Constant,

    /// <summary>
    /// The rate falls to 0 along half a cosine, a little after every iteration (Loshchilov and Hutter 2016, without restarts).
    /// </summary>
    Cosine,

    /// <summary>
    /// The rate rises from a 25th to its full value over the first 30 % of the iterations and falls to a 250,000th over the others,
    /// both along half a cosine (Smith and Topin 2017, with PyTorch's numbers). Momentum stays as it is.
    /// </summary>
    OneCycle,
}
