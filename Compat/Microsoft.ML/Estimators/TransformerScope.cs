namespace Microsoft.ML.Data;

/// <summary>In which phases a transformer of a chain takes part.</summary>
[Flags]
public enum TransformerScope
{
    /// <summary>In none.</summary>
    None = 0,

    /// <summary>Training.</summary>
    Training = 1,

    /// <summary>Testing.</summary>
    Testing = 2,

    /// <summary>Scoring.</summary>
    Scoring = 4,

    /// <summary>Training and testing.</summary>
    TrainTest = Training | Testing,

    /// <summary>All phases.</summary>
    Everything = Training | Testing | Scoring,
}
