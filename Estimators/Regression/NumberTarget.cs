using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Data;
using Toolkit.Estimators.FineTuning;
using Toolkit.Estimators.Schema;

namespace Toolkit.Estimators.Regression;

/// <summary>One or several numbers of an image: Single or Double, or a vector of known size, whose slot names are the names of the numbers.</summary>
internal sealed class NumberTarget : TargetColumn
{
    private const string Expected = "Single or Double, or a vector of them of known size";

    private NumberTarget(DataViewSchema.Column column, IReadOnlyList<string> names) : base(column, LearningTask.Regression, names)
    {
    }

    public override string Description => Names.Count == 1 ? "1 number" : $"{Names.Count} numbers";

    /// <summary>Whether each row has one number, and no vector.</summary>
    public bool IsScalar => Column.Type is not VectorDataViewType;

    protected override string Advice => "Make the vectors of both in the same way, with the same slot names.";

    /// <exception cref="ArgumentOutOfRangeException">The column holds no numbers.</exception>
    public static NumberTarget Of(DataViewSchema.Column column)
    {
        if (!ValueColumn.HoldsNumbers(ValueColumn.ItemOf(column.Type)) || ValueColumn.CountOf(column.Type) is not { } count)
            throw Mismatch(column.Name, column.Type.ToString()!);
        return new(column, SlotNames.Find(column) ?? (column.Type is VectorDataViewType ? SlotNames.Numbers(count) : [NumberName.Find(column)]));
    }

    /// <exception cref="ArgumentOutOfRangeException">The column holds no numbers.</exception>
    public static void Check(SchemaShape.Column label)
    {
        if (label.IsKey || !ValueColumn.HoldsNumbers(label.ItemType) || label.Kind == SchemaShape.Column.VectorKind.VariableVector)
            throw Mismatch(label.Name, ColumnErrors.Describe(label));
    }

    public override Func<Target> CreateReader(DataViewRow row, string purpose)
    {
        var read = ValueColumn.Reader(row, Column);
        return () =>
        {
            var values = read();
            for (var i = 0; i < values.Length; i++)
                if (!float.IsFinite(values[i])) throw NoNumber(row.Position, purpose, Names[i], values[i]);
            return new(0, values);
        };
    }

    private InvalidOperationException NoNumber(long row, string purpose, string name, float value) => new(FormattableString.Invariant(
        $"Row {row} of the {purpose} data has {value} for '{name}' in label column '{Column.Name}', but it must be a finite number. ")
        + $"Remove such rows, such as by ml.Data.FilterRowsByMissingValues(data, \"{Column.Name}\").");

    private static ArgumentOutOfRangeException Mismatch(string name, string got) => ColumnErrors.Mismatch(
        TrainingColumns.Role, name, Expected, got, $"Put ml.Transforms.Conversion.ConvertType(\"{name}\") before the trainer.");
}
