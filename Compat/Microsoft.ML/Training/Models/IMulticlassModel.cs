using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers;

/// <summary>A model that gives every class a score.</summary>
internal interface IMulticlassModel
{
    int ClassCount { get; }

    /// <summary>Writes the score of every class.</summary>
    /// <param name="features">One row.</param>
    /// <param name="scores">As many as there are classes.</param>
    void Score(in VBuffer<float> features, Span<float> scores);
}
