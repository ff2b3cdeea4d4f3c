using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Data;
using Toolkit.Estimators.Schema;

namespace Toolkit.Estimators.FineTuning;

/// <summary>A label that is the class of an image: a key, as MapValueToKey makes it.</summary>
internal sealed class KeyTarget : TargetColumn
{
    private KeyTarget(DataViewSchema.Column column, ClassLabels labels) : base(column, LearningTask.Classification, labels.Names) => Labels = labels;

    public ClassLabels Labels { get; }

    public override string Description => $"{Names.Count} classes";

    protected override string Advice => "Transform both with the same fitted MapValueToKey.";

    /// <exception cref="ArgumentOutOfRangeException">The column is no key.</exception>
    /// <exception cref="InvalidOperationException">The label has fewer than two classes.</exception>
    public static KeyTarget Of(DataViewSchema.Column column)
    {
        if (column.Type is not KeyDataViewType { RawType: var raw } || raw != typeof(uint)) throw Mismatch(column.Name, column.Type.ToString()!);
        var labels = ClassLabels.FromKeyColumn(column);
        return labels.Names.Count >= 2
            ? new KeyTarget(column, labels)
            : throw new InvalidOperationException(
                $"Label column '{column.Name}' has {labels.Names.Count} class ({string.Join(", ", labels.Names)}); a classifier needs at least 2.");
    }

    /// <exception cref="ArgumentOutOfRangeException">The column is no key.</exception>
    public static void Check(SchemaShape.Column label)
    {
        if (!label.IsKey || label.ItemType != NumberDataViewType.UInt32 || label.Kind != SchemaShape.Column.VectorKind.Scalar)
            throw Mismatch(label.Name, ColumnErrors.Describe(label));
    }

    public override Func<Target> CreateReader(DataViewRow row, string purpose)
    {
        var getter = row.GetGetter<uint>(Column);
        return () =>
        {
            uint key = 0;
            getter(ref key);
            return key > 0
                ? new((int)key - 1, [])
                : throw new InvalidOperationException(
                    $"Row {row.Position} of the {purpose} data has no value in label column '{Column.Name}' " +
                    "(a class that MapValueToKey did not know, or a missing one). " +
                    "Remove such rows, or fit MapValueToKey on data that has all classes.");
        };
    }

    private static ArgumentOutOfRangeException Mismatch(string name, string got) => ColumnErrors.Mismatch(
        TrainingColumns.Role, name, "Key<UInt32>", got, $"Put ml.Transforms.Conversion.MapValueToKey(\"{name}\") before the trainer.");
}
