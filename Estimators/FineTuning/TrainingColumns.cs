using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Estimators.Images;
using Toolkit.Estimators.Schema;

namespace Toolkit.Estimators.FineTuning;

/// <summary>The columns that a trainer reads.</summary>
internal sealed record TrainingColumns(ImageColumn Image, TargetColumn Target, DataViewSchema.Column? Weight)
{
    public const string Role = "label";

    private const string WeightRole = "weight";

    /// <summary>All of them.</summary>
    public IEnumerable<DataViewSchema.Column> All => Weight is { } weight ? [.. Image.Columns, Target.Column, weight] : [.. Image.Columns, Target.Column];

    /// <summary>Finds and checks the columns.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type.</exception>
    /// <exception cref="InvalidOperationException">The label has fewer than two classes.</exception>
    /// <param name="schema">Where to look.</param>
    /// <param name="options">Names of the columns.</param>
    /// <param name="targetOf">What the label column says.</param>
    /// <param name="weighted">Whether the weights are wanted, if there are any.</param>
    public static TrainingColumns Find(
        DataViewSchema schema, ImageTrainerOptions options, Func<DataViewSchema.Column, TargetColumn> targetOf, bool weighted)
    {
        var image = ImageColumn.Find(schema, options.ImageColumnName, options.PixelOrder);
        var target = targetOf(schema.Find(Role, options.LabelColumnName));
        return new TrainingColumns(image, target, weighted ? FindWeight(schema, options.ExampleWeightColumnName) : null);
    }

    /// <summary>Checks the columns of images and weights that the estimators before the trainer promise.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type.</exception>
    public static void Check(SchemaShape shape, ImageTrainerOptions options)
    {
        ImageColumn.Check(shape, options.ImageColumnName);
        if (!options.HasWeights) return;
        var weight = shape.Find(WeightRole, options.ExampleWeightColumnName!);
        if (weight.IsKey || weight.ItemType != NumberDataViewType.Single || weight.Kind != SchemaShape.Column.VectorKind.Scalar)
            throw WeightMismatch(weight.Name, ColumnErrors.Describe(weight));
    }

    private static DataViewSchema.Column? FindWeight(DataViewSchema schema, string? name)
    {
        if (string.IsNullOrEmpty(name)) return null;
        var column = schema.Find(WeightRole, name);
        return column.Type == NumberDataViewType.Single ? column : throw WeightMismatch(name, column.Type.ToString()!);
    }

    private static ArgumentOutOfRangeException WeightMismatch(string name, string got) => ColumnErrors.Mismatch(
        WeightRole, name, "Single", got, $"Put ml.Transforms.Conversion.ConvertType(\"{name}\") before the trainer.");
}
