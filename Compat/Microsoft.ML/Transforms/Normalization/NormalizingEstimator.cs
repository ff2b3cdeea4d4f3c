using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Utilities;
using VectorKind = Microsoft.ML.SchemaShape.Column.VectorKind;

namespace Microsoft.ML.Transforms;

/// <summary>Learns how to bring numbers into a common range.</summary>
public sealed class NormalizingEstimator : IEstimator<NormalizingTransformer>
{
    private readonly IHost _host;
    private readonly IReadOnlyList<InputOutputColumnPair> _columns;
    private readonly long _maximumExampleCount;
    private readonly bool _fixZero;

    internal NormalizingEstimator(IHostEnvironment environment, IReadOnlyList<InputOutputColumnPair> columns, long maximumExampleCount,
        bool fixZero)
    {
        _host = environment.Register(nameof(NormalizingEstimator));
        _columns = InputOutputColumnPair.Check(columns);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(maximumExampleCount, 1);
        _maximumExampleCount = maximumExampleCount;
        _fixZero = fixZero;
    }

    /// <summary>Looks at the numbers.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing or holds no numbers.</exception>
    public NormalizingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var columns = _columns.Select(pair => NormalizingTransformer.CheckInput(input.Schema.FindColumn(pair.InputColumnName))).ToArray();
        using var cursor = input.GetRowCursor(columns);
        var ranges = Array.ConvertAll(columns, column => ValueRange.Create(cursor, column));
        for (long seen = 0; seen < _maximumExampleCount && cursor.MoveNext(); seen++)
        {
            foreach (var range in ranges)
                range.Add();
        }
        return new NormalizingTransformer(_host, _columns, Array.ConvertAll(ranges, range => range.ToScaling(_fixZero)));
    }

    /// <summary>The shape with the scaled columns, which carry the annotation IsNormalized.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing or holds no numbers.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return inputSchema.With(_columns.Select(pair => OutputShape(pair.OutputColumnName, inputSchema.FindColumn(pair.InputColumnName))));
    }

    private static SchemaShape.Column OutputShape(string name, SchemaShape.Column input)
    {
        if (input.Kind == VectorKind.VariableVector)
            throw Errors.SchemaMismatch("input", input.Name, "known-size vector or scalar", input.TypeString);
        if (input.IsKey || !NormalizingTransformer.IsNumber(input.ItemType))
            throw Errors.SchemaMismatch("input", input.Name, "vector or scalar of Single or Double", input.TypeString);
        var isNormalized = new SchemaShape.Column(AnnotationKinds.IsNormalized, VectorKind.Scalar, BooleanDataViewType.Instance,
            isKey: false);
        var annotations = input.Annotations.Where(annotation => annotation.Name == AnnotationKinds.SlotNames).Prepend(isNormalized);
        return new SchemaShape.Column(name, input.Kind, input.ItemType, isKey: false, new SchemaShape(annotations));
    }
}
