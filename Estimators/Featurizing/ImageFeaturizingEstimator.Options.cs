using Toolkit.Estimators.Schema;
using Toolkit.Estimators.Scoring;

namespace Toolkit.Estimators;

public sealed partial class ImageFeaturizingEstimator
{
    /// <summary>What can be chosen about taking the features of a trained network. The weights' last layer is not used.</summary>
    public sealed class Options : ImageNetworkOptions
    {
        /// <summary>Receives the features. Default <c>Features</c>.</summary>
        public string FeaturesColumnName = "Features";

        internal override void Validate()
        {
            base.Validate();
            ColumnNames.Check((nameof(ImageColumnName), ImageColumnName), (nameof(FeaturesColumnName), FeaturesColumnName));
        }

        internal FeaturizingOptions ToFeaturizingOptions() => new(ImageColumnName, FeaturesColumnName, BatchSize, PixelOrder);
    }
}
