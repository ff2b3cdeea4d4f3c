using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Trainers and metrics for more than two classes. Find it at <see cref="MLContext.MulticlassClassification"/>.</summary>
public sealed partial class MulticlassClassificationCatalog : TrainCatalogBase
{
    internal MulticlassClassificationCatalog(HostEnvironment environment)
        : base(environment)
    {
        Trainers = new MulticlassClassificationTrainers(this);
    }

    /// <summary>The trainers.</summary>
    public MulticlassClassificationTrainers Trainers { get; }

    /// <summary>The trainers.</summary>
    public sealed class MulticlassClassificationTrainers : CatalogInstantiatorBase
    {
        internal MulticlassClassificationTrainers(TrainCatalogBase owner)
            : base(owner)
        {
        }
    }
}
