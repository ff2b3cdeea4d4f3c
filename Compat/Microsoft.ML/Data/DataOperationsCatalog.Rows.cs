using Microsoft.ML.Data;
using Microsoft.ML.Utilities;

namespace Microsoft.ML;

public sealed partial class DataOperationsCatalog
{
    // What the official library draws with where neither the call nor the context has a seed.
    private const int DefaultSplitSeed = 42;

    /// <summary>Holds data in memory: a column when it is first read, or at once.</summary>
    /// <param name="input">The data. Columns of types such as images are left out of the result.</param>
    /// <param name="columnsToPrefetch">The columns to be read at once.</param>
    public IDataView Cache(IDataView input, params string[] columnsToPrefetch)
    {
        ArgumentNullException.ThrowIfNull(input);
        var cache = new CacheDataView(input);
        if (columnsToPrefetch is [_, ..])
            cache.Load(columnsToPrefetch.Select(name => cache.Schema.FindColumn(name, "prefetch")));
        return cache;
    }

    /// <summary>The first rows.</summary>
    /// <param name="input">The data.</param>
    /// <param name="count">How many, at most; 1 or more.</param>
    public IDataView TakeRows(IDataView input, long count)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        return new RowRangeDataView(input, skip: 0, take: count);
    }

    /// <summary>All rows but the first.</summary>
    /// <param name="input">The data.</param>
    /// <param name="count">How many are left out; 1 or more.</param>
    public IDataView SkipRows(IDataView input, long count)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        return new RowRangeDataView(input, skip: count, take: long.MaxValue);
    }

    /// <summary>The rows in random order, the same whenever the result is read. Columns of images are left out, as by Cache.</summary>
    /// <param name="input">The data.</param>
    /// <param name="seed">Seed of the order; null draws one from the context.</param>
    /// <param name="shufflePoolSize">How many rows are held in memory to draw from; 1 or more.</param>
    /// <param name="shuffleSource">Whether <paramref name="input"/> is read in random order too, if it can be.</param>
    public IDataView ShuffleRows(IDataView input, int? seed = null, int shufflePoolSize = 1000, bool shuffleSource = true)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(shufflePoolSize);
        return new ShuffledDataView(input, seed ?? Environment.NextSeed(), shufflePoolSize, shuffleSource);
    }

    /// <summary>The rows whose value of a column is in a range. NaN is in none.</summary>
    /// <param name="input">The data.</param>
    /// <param name="columnName">A column of type Single or Double.</param>
    /// <param name="lowerBound">Where the range starts; it is in the range.</param>
    /// <param name="upperBound">Where it ends; it is not in the range, unless it is infinite.</param>
    public IDataView FilterRowsByColumn(IDataView input, string columnName, double lowerBound = double.NegativeInfinity,
        double upperBound = double.PositiveInfinity)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(lowerBound, upperBound);
        var column = input.Schema.FindColumn(columnName, "filter");
        if (column.Type is not NumberDataViewType || (column.Type.RawType != typeof(float) && column.Type.RawType != typeof(double)))
            throw Errors.SchemaMismatch("filter", columnName, "Single or Double", column.Type.ToString()!, nameof(columnName));
        return Generic.Call(FilterByRange<float>, column.Type.RawType, input, column, (lowerBound, upperBound));
    }

    /// <summary>Divides data into two parts.</summary>
    /// <param name="data">The data.</param>
    /// <param name="testFraction">About how much of it is for testing; more than 0 and less than 1.</param>
    /// <param name="samplingKeyColumnName">Rows with the same value of this column stay together; null divides at random.</param>
    /// <param name="seed">Seed of the division; null takes the context's.</param>
    public TrainTestData TrainTestSplit(IDataView data, double testFraction = 0.1, string? samplingKeyColumnName = null, int? seed = null)
    {
        if (!(testFraction > 0 && testFraction < 1))
            throw new ArgumentOutOfRangeException(nameof(testFraction), testFraction, "Must be between 0 and 1 exclusive");
        return Split(data, FractionOf(data, samplingKeyColumnName, seed), 0, testFraction);
    }

    /// <summary>Divides data into folds, each of which is once for testing while the others are for training.</summary>
    /// <param name="data">The data.</param>
    /// <param name="numberOfFolds">How many; 2 or more.</param>
    /// <param name="samplingKeyColumnName">Rows with the same value of this column stay together; null divides at random.</param>
    /// <param name="seed">Seed of the division; null takes the context's.</param>
    public IReadOnlyList<TrainTestData> CrossValidationSplit(IDataView data, int numberOfFolds = 5, string? samplingKeyColumnName = null,
        int? seed = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(numberOfFolds, 2);
        var fraction = FractionOf(data, samplingKeyColumnName, seed);
        return [.. Enumerable.Range(0, numberOfFolds).Select(fold =>
            Split(data, fraction, (double)fold / numberOfFolds, (double)(fold + 1) / numberOfFolds))];
    }

    private RowFraction FractionOf(IDataView data, string? columnName, int? seed)
    {
        ArgumentNullException.ThrowIfNull(data);
        int used = seed ?? Environment.Seed ?? DefaultSplitSeed;
        return columnName is null ? RowFraction.Random(used) : RowFraction.OfColumn(data, columnName, used);
    }

    private static TrainTestData Split(IDataView data, RowFraction fraction, double from, double to) =>
        new(fraction.Select(data, from, to, outside: true), fraction.Select(data, from, to, outside: false));

    private static IDataView FilterByRange<T>(IDataView input, DataViewSchema.Column column, (double Lower, double Upper) range)
        where T : IConvertible =>
        new FilteredDataView(input, [column], row =>
        {
            var get = row.GetGetter<T>(column);
            T number = default!;
            return () =>
            {
                get(ref number);
                double value = number.ToDouble(null);
                return range.Lower <= value
                    && (value < range.Upper || value == double.PositiveInfinity && double.IsPositiveInfinity(range.Upper));
            };
        });

    /// <summary>Data divided into two parts.</summary>
    public readonly struct TrainTestData
    {
        /// <summary>The part for training.</summary>
        public readonly IDataView TrainSet;

        /// <summary>The part for testing.</summary>
        public readonly IDataView TestSet;

        internal TrainTestData(IDataView trainSet, IDataView testSet)
        {
            TrainSet = trainSet;
            TestSet = testSet;
        }
    }
}
