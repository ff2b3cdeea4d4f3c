using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Estimators.Schema;

namespace Toolkit.Estimators.Evaluation;

/// <summary>The columns that are evaluated, and the classes of the scores.</summary>
internal sealed record EvaluationColumns(
    DataViewSchema.Column Label, DataViewSchema.Column Score, DataViewSchema.Column? ImagePath, IReadOnlyList<string> ClassNames)
{
    public const string LabelRole = "label";

    private const string ScoreRole = "score", PathRole = "image path", UsualPathName = "ImagePath";

    public IEnumerable<DataViewSchema.Column> All => ImagePath is { } path ? [Label, Score, path] : [Label, Score];

    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type.</exception>
    public static EvaluationColumns Find(DataViewSchema schema, string labelColumnName, string scoreColumnName, string? imagePathColumnName)
    {
        var label = schema.Find(LabelRole, labelColumnName);
        var score = schema.Find(ScoreRole, scoreColumnName);
        if (score.Type is not VectorDataViewType { Size: >= 2 } type || !type.ItemType.Equals(NumberDataViewType.Single))
        {
            throw ColumnErrors.Mismatch(
                ScoreRole, score.Name, "Vector<Single> of two or more classes", score.Type.ToString()!,
                "Evaluate what model.Transform(data) gives.");
        }

        return new EvaluationColumns(label, score, FindPath(schema, imagePathColumnName), NamesOf(score, type.Size, label));
    }

    private static DataViewSchema.Column? FindPath(DataViewSchema schema, string? name)
    {
        if (name is null) return schema.GetColumnOrNull(UsualPathName) is { Type: TextDataViewType } usual ? usual : null;
        var column = schema.Find(PathRole, name);
        return column.Type is TextDataViewType
            ? column
            : throw ColumnErrors.Mismatch(
                PathRole, name, "String", column.Type.ToString()!, "Name the column with the images' paths, or none.");
    }

    /// <summary>The scores' names; where they have none, those of the label's keys; else numbers from 0.</summary>
    private static IReadOnlyList<string> NamesOf(DataViewSchema.Column score, int count, DataViewSchema.Column label)
    {
        if (SlotNames.Find(score) is { } names) return names;
        var keys = label.Type is KeyDataViewType && ClassLabels.HasValuesOfKeys(label) ? ClassLabels.FromKeyColumn(label).Names : [];
        return keys.Count == count ? keys : SlotNames.Numbers(count);
    }
}
