using System.Numerics;

namespace Toolkit.Kernels;

/// <summary>What an optimizer does to single elements of a parameter, on as many at once as a vector holds.</summary>
internal interface IUpdateRule
{
    /// <summary>One step.</summary>
    /// <param name="parameter">Elements of the parameter.</param>
    /// <param name="gradient">Their gradients.</param>
    /// <param name="first">The optimizer state of them; zeros that are not kept where there is none.</param>
    /// <param name="second">A second number of the state for each.</param>
    void Apply(ref Vector<float> parameter, Vector<float> gradient, ref Vector<float> first, ref Vector<float> second);
}
