using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Data;
using Toolkit.Estimators.FineTuning;
using Toolkit.Estimators.Schema;

namespace Toolkit.Estimators.MultiLabel;

/// <summary>Labels as a vector with one place a label: true or 1 where the image has it. Its slot names are the names of the labels.</summary>
internal sealed class LabelVectorTarget : TargetColumn
{
    private LabelVectorTarget(DataViewSchema.Column column, IReadOnlyList<string> names) : base(column, LearningTask.MultiLabel, names)
    {
    }

    public override string Description => $"{Names.Count} labels";

    protected override string Advice => "Make the vectors of both in the same way, with the same slot names.";

    /// <summary>Whether a column holds such vectors.</summary>
    public static bool Suits(DataViewType type) => type is VectorDataViewType { IsKnownSize: true } vector
        && (vector.ItemType.Equals(NumberDataViewType.Single) || vector.ItemType is BooleanDataViewType);

    public static LabelVectorTarget Of(DataViewSchema.Column column) =>
        new(column, SlotNames.Find(column) ?? SlotNames.Numbers(((VectorDataViewType)column.Type).Size));

    public override Func<Target> CreateReader(DataViewRow row, string purpose)
    {
        var read = ValueColumn.Reader(row, Column);
        return () =>
        {
            var values = read();
            for (var i = 0; i < values.Length; i++)
                if (values[i] is not (0 or 1)) throw NoLabel(row.Position, purpose, Names[i], values[i]);
            return new(0, values);
        };
    }

    private InvalidOperationException NoLabel(long row, string purpose, string name, float value) => new(FormattableString.Invariant(
        $"Row {row} of the {purpose} data has {value} for the label '{name}' in column '{Column.Name}', but it must be 1 for a label that the image has, or 0. ")
        + "Remove such rows, or put right what they hold.");
}
