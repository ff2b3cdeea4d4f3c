using TorchSharp.Modules;

namespace Toolkit.Training;

/// <summary>Parameters that learn at one rate.</summary>
/// <param name="parameters">Float parameters of any shape. An optimizer takes each of them once.</param>
/// <param name="learningRate">The rate to begin with, at least 0.</param>
internal sealed class ParamGroup(IEnumerable<Parameter> parameters, double learningRate)
{
    public IReadOnlyList<Parameter> Parameters { get; } = [.. parameters];

    /// <summary>At least 0. A schedule changes it between steps.</summary>
    public double LearningRate { get; set; } = learningRate;
}
