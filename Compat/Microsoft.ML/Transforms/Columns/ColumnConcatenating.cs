using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Utilities;
using VectorKind = Microsoft.ML.SchemaShape.Column.VectorKind;

namespace Microsoft.ML.Transforms;

/// <summary>Joins columns of one type into a vector column.</summary>
public sealed class ColumnConcatenatingEstimator : IEstimator<ColumnConcatenatingTransformer>
{
    private readonly IHost _host;
    private readonly string _name;
    private readonly IReadOnlyList<string> _sources;

    internal ColumnConcatenatingEstimator(IHostEnvironment environment, string name, IReadOnlyList<string> sources)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(sources);
        if (sources.Count == 0)
            throw new ArgumentException("At least one input column is needed.", nameof(sources));
        _host = environment.Register(nameof(ColumnConcatenatingEstimator));
        _name = name;
        _sources = sources;
    }

    /// <summary>The transformer, after a check that it can take this data.</summary>
    public ColumnConcatenatingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var transformer = new ColumnConcatenatingTransformer(_host, _name, _sources);
        transformer.GetOutputSchema(input.Schema);
        return transformer;
    }

    /// <summary>The shape with the vector column.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing.</exception>
    /// <exception cref="InvalidOperationException">Input columns are keys or have different types.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var columns = _sources.Select(source => inputSchema.FindColumn(source)).ToList();
        foreach (var column in columns)
            Check(column, columns[0].ItemType);

        var kind = columns.Any(column => column.Kind == VectorKind.VariableVector) ? VectorKind.VariableVector : VectorKind.Vector;
        var annotations = new List<SchemaShape.Column>();
        if (columns.All(column => column.Annotations.TryFindColumn(AnnotationKinds.IsNormalized, out _)))
            annotations.Add(new(AnnotationKinds.IsNormalized, VectorKind.Scalar, BooleanDataViewType.Instance, isKey: false));
        if (columns.Any(column => column.Kind == VectorKind.Scalar || column.Annotations.TryFindColumn(AnnotationKinds.SlotNames, out _)))
            annotations.Add(new(AnnotationKinds.SlotNames, VectorKind.Vector, TextDataViewType.Instance, isKey: false));
        return inputSchema.With([new SchemaShape.Column(_name, kind, columns[0].ItemType, isKey: false, new SchemaShape(annotations))]);
    }

    private static void Check(SchemaShape.Column column, DataViewType itemType)
    {
        if (column.IsKey)
            throw new InvalidOperationException($"Column '{column.Name}' is key. Concatenation of keys is unsupported.");
        if (!column.ItemType.Equals(itemType))
            throw new InvalidOperationException(
                $"Concatenated columns should have the same type. Column '{column.Name}' has type of {column.ItemType}, but "
                + $"expected column type is {itemType}.");
    }
}
