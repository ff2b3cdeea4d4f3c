using Microsoft.ML;
using Toolkit.Estimators.Images;

namespace Toolkit.Estimators.Scoring;

/// <summary>The input schema with the columns behind it that a network computes, and which of the columns are which.</summary>
internal sealed class OutputColumns
{
    private readonly IReadOnlyList<ComputedColumn> computed;

    /// <exception cref="ArgumentOutOfRangeException">The image column is missing or holds no images.</exception>
    public OutputColumns(DataViewSchema input, string imageColumnName, PixelOrder pixelOrder, IReadOnlyList<ComputedColumn> computed)
    {
        (Input, this.computed) = (input, computed);
        Image = ImageColumn.Find(input, imageColumnName, pixelOrder);

        var builder = new DataViewSchema.Builder();
        builder.AddColumns(input);
        foreach (var column in computed) builder.AddColumn(column.Name, column.Type, column.Annotations);
        Output = builder.ToSchema();
    }

    public DataViewSchema Input { get; }

    public DataViewSchema Output { get; }

    /// <summary>The input's column with the images.</summary>
    public ImageColumn Image { get; }

    /// <summary>True for a column that the network computes.</summary>
    public bool IsComputed(DataViewSchema.Column column) => column.Index >= Input.Count;

    /// <summary>A getter of a column that the network computes.</summary>
    /// <exception cref="InvalidOperationException"><typeparamref name="TValue"/> is not the column's type.</exception>
    public ValueGetter<TValue> CreateGetter<TValue>(DataViewSchema.Column column, CurrentOutput output) =>
        computed[column.Index - Input.Count].CreateGetter(output) as ValueGetter<TValue>
            ?? throw WrongType<TValue>(column);

    public static InvalidOperationException WrongType<TValue>(DataViewSchema.Column column) =>
        new($"Invalid TValue in GetGetter for column '{column.Name}': expected {column.Type.RawType}, got {typeof(TValue)}.");

    public static InvalidOperationException NoCurrentRow() =>
        new("There is no current row: call MoveNext until it returns true before reading a value.");

    /// <summary>Refuses a getter of a column that nobody asked for.</summary>
    public void CheckActive(DataViewSchema.Column column, bool isActive)
    {
        if (!isActive)
            throw new ArgumentOutOfRangeException(
                nameof(column), $"Column '{column.Name}' was not among the columns asked for when the cursor or row was made.");
    }

    /// <summary>The input's columns among some of the output's.</summary>
    public IEnumerable<DataViewSchema.Column> PassedThrough(IEnumerable<DataViewSchema.Column> columns) =>
        columns.Where(column => !IsComputed(column)).Select(column => Input[column.Index]);
}
