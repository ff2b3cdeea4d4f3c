using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Estimators.Images;
using Toolkit.Estimators.Schema;

namespace Toolkit.Estimators.FineTuning;

/// <summary>The columns that a trainer reads, and the classes of its label.</summary>
internal sealed record TrainingColumns(ImageColumn Image, DataViewSchema.Column Label, ClassLabels Labels, DataViewSchema.Column? Weight)
{
    private const string Role = "label", WeightRole = "weight";

    /// <summary>All of them.</summary>
    public IEnumerable<DataViewSchema.Column> All => Weight is { } weight ? [.. Image.Columns, Label, weight] : [.. Image.Columns, Label];

    /// <summary>Finds and checks the columns.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type.</exception>
    /// <exception cref="InvalidOperationException">The label has fewer than two classes.</exception>
    /// <param name="schema">Where to look.</param>
    /// <param name="options">Names of the columns.</param>
    /// <param name="weighted">Whether the weights are wanted, if there are any.</param>
    public static TrainingColumns Find(DataViewSchema schema, ImageFineTuningTrainer.Options options, bool weighted)
    {
        var image = ImageColumn.Find(schema, options.ImageColumnName, options.PixelOrder);
        var label = FindLabel(schema, options.LabelColumnName);
        var labels = ClassLabels.FromKeyColumn(label);
        return labels.Names.Count >= 2
            ? new TrainingColumns(image, label, labels, weighted ? FindWeight(schema, options.ExampleWeightColumnName) : null)
            : throw new InvalidOperationException(
                $"Label column '{label.Name}' has {labels.Names.Count} class ({string.Join(", ", labels.Names)}); a classifier needs at least 2.");
    }

    /// <summary>Checks the columns that the estimators before the trainer promise.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type.</exception>
    public static void Check(SchemaShape shape, ImageFineTuningTrainer.Options options)
    {
        ImageColumn.Check(shape, options.ImageColumnName);
        var label = shape.Find(Role, options.LabelColumnName);
        if (!label.IsKey || label.ItemType != NumberDataViewType.UInt32 || label.Kind != SchemaShape.Column.VectorKind.Scalar)
            throw Mismatch(label.Name, ColumnErrors.Describe(label));
        if (!options.HasWeights) return;
        var weight = shape.Find(WeightRole, options.ExampleWeightColumnName!);
        if (weight.IsKey || weight.ItemType != NumberDataViewType.Single || weight.Kind != SchemaShape.Column.VectorKind.Scalar)
            throw WeightMismatch(weight.Name, ColumnErrors.Describe(weight));
    }

    /// <summary>Refuses a validation set whose label has other classes than the training set's.</summary>
    public void CheckSameClasses(TrainingColumns train)
    {
        if (Labels.Names.SequenceEqual(train.Labels.Names)) return;
        throw new ArgumentException(
            $"The validation set's label has the classes {string.Join(", ", Labels.Names)}, the training set's {string.Join(", ", train.Labels.Names)}. " +
            "Transform both with the same fitted MapValueToKey.");
    }

    private static DataViewSchema.Column FindLabel(DataViewSchema schema, string name)
    {
        var column = schema.Find(Role, name);
        return column.Type is KeyDataViewType { RawType: var raw } && raw == typeof(uint) ? column : throw Mismatch(name, column.Type.ToString()!);
    }

    private static DataViewSchema.Column? FindWeight(DataViewSchema schema, string? name)
    {
        if (string.IsNullOrEmpty(name)) return null;
        var column = schema.Find(WeightRole, name);
        return column.Type == NumberDataViewType.Single ? column : throw WeightMismatch(name, column.Type.ToString()!);
    }

    private static ArgumentOutOfRangeException WeightMismatch(string name, string got) => ColumnErrors.Mismatch(
        WeightRole, name, "Single", got, $"Put ml.Transforms.Conversion.ConvertType(\"{name}\") before the trainer.");

    private static ArgumentOutOfRangeException Mismatch(string name, string got) => ColumnErrors.Mismatch(
        Role, name, "Key<UInt32>", got, $"Put ml.Transforms.Conversion.MapValueToKey(\"{name}\") before the trainer.");
}
