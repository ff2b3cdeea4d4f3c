using System.Numerics;

namespace Toolkit.Kernels;

/// <summary>What an optimizer does to single elements of a parameter, on as many at once as a vector holds.</summary>
internal interface IUpdateRule
{
    /// <summary>One step.</summary>
    /// <param name="parameter">Elements of the parameter.</param>
    /// <param name="gradient">Their gradients.</param>
    /// <param name="first">What the optimizer remembers of them; zeros that are not kept where it remembers nothing.</param>
    /// <param name="second">A second number that it remembers of each.</param>
    void Apply(ref Vector<float> parameter, Vector<float> gradient, ref Vector<float> first, ref Vector<float> second);
}
