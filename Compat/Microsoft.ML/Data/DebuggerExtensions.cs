using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Shows the first rows of data. It reads them at once, so it is for looking and not for production.</summary>
public static class DebuggerExtensions
{
    /// <summary>The first rows.</summary>
    public static DataDebuggerPreview Preview(this IDataView data, int maxRows = 100) => new(data, maxRows);

    /// <summary>The first rows of the transformed data.</summary>
    public static DataDebuggerPreview Preview(this ITransformer transformer, IDataView data, int maxRows = 100)
    {
        ArgumentNullException.ThrowIfNull(transformer);
        return new(transformer.Transform(data), maxRows);
    }

    /// <summary>The first rows of the data transformed by what <paramref name="estimator"/> makes of its first
    /// <paramref name="maxTrainingRows"/> rows.</summary>
    public static DataDebuggerPreview Preview(this IEstimator<ITransformer> estimator, IDataView data, int maxRows = 100,
        int maxTrainingRows = 100)
    {
        ArgumentNullException.ThrowIfNull(estimator);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfNegative(maxTrainingRows);
        return new(estimator.Fit(new RowRangeDataView(data, skip: 0, take: maxTrainingRows)).Transform(data), maxRows);
    }
}
