using TorchSharp.Modules;

namespace Toolkit.Training;

/// <summary>Parameters that learn at one rate.</summary>
public sealed class ParamGroup
{
    /// <param name="name">Such as the name of a layer group.</param>
    /// <param name="parameters">Float parameters of any shape. An optimizer takes each of them once.</param>
    /// <param name="fullRate">The rate that the schedule goes out from, at least 0.</param>
    internal ParamGroup(string name, IEnumerable<Parameter> parameters, double fullRate) =>
        (Name, Parameters, FullRate, LearningRate) = (name, [.. parameters], fullRate, fullRate);

    /// <summary>The layer group's name, or the head's in the frozen epochs.</summary>
    public string Name { get; }

    /// <summary>What learns.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>The rate that the schedule goes out from.</summary>
    public double FullRate { get; }

    /// <summary>The rate of the present step, as the schedule has set it.</summary>
    public double LearningRate { get; internal set; }
}
