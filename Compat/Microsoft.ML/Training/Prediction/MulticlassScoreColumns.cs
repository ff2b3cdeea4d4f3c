using Microsoft.ML.Utilities;
using VectorKind = Microsoft.ML.SchemaShape.Column.VectorKind;

namespace Microsoft.ML.Data;

/// <summary>The columns that models of classes add: <c>PredictedLabel</c> and <c>Score</c>.</summary>
internal static class MulticlassScoreColumns
{
    public const string ScoreName = "Score", PredictedLabelName = "PredictedLabel";

    /// <summary>PredictedLabel, then Score.</summary>
    /// <param name="classCount">The number of classes.</param>
    /// <param name="label">The annotations of the label that was learned from.</param>
    public static IReadOnlyList<DataViewSchema.DetachedColumn> Make(int classCount, DataViewSchema.Annotations label) =>
    [
        new(PredictedLabelName, new KeyDataViewType(typeof(uint), classCount), PredictedLabelAnnotations(label)),
        new(ScoreName, new VectorDataViewType(NumberDataViewType.Single, classCount), ScoreAnnotations(label)),
    ];

    /// <summary>The shapes of the columns.</summary>
    /// <param name="label">The label that will be learned from.</param>
    public static IEnumerable<SchemaShape.Column> Shapes(SchemaShape.Column label)
    {
        SchemaShape.Column[] keyValues = [.. label.Annotations.Where(annotation => annotation.Name == AnnotationKinds.KeyValues)];
        var slotNames = keyValues.Where(values => values.ItemType is TextDataViewType)
            .Select(values => values.WithName(AnnotationKinds.SlotNames));
        var trained = keyValues.Select(values => values.WithName(AnnotationKinds.TrainingLabelValues));
        yield return new SchemaShape.Column(ScoreName, VectorKind.Vector, NumberDataViewType.Single, isKey: false,
            new SchemaShape([.. slotNames, .. trained, .. KindShapes]));
        yield return new SchemaShape.Column(PredictedLabelName, VectorKind.Scalar, NumberDataViewType.UInt32, isKey: true,
            new SchemaShape([.. keyValues, .. KindShapes]));
    }

    private static readonly SchemaShape.Column[] KindShapes =
    [
        new(AnnotationKinds.ScoreColumnKind, VectorKind.Scalar, TextDataViewType.Instance, isKey: false),
        new(AnnotationKinds.ScoreValueKind, VectorKind.Scalar, TextDataViewType.Instance, isKey: false),
    ];

    private static DataViewSchema.Annotations PredictedLabelAnnotations(DataViewSchema.Annotations label)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.Add(label, kind => kind == AnnotationKinds.KeyValues);
        AddKinds(builder, PredictedLabelName);
        return builder.ToAnnotations();
    }

    private static DataViewSchema.Annotations ScoreAnnotations(DataViewSchema.Annotations label)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        if (label.Schema.GetColumnOrNull(AnnotationKinds.KeyValues) is { Type: VectorDataViewType type } keyValues)
        {
            var getter = Generic.Call(KeyValuesGetter<int>, type.ItemType.RawType, label, keyValues);
            if (type.ItemType is TextDataViewType)
                builder.Add(AnnotationKinds.SlotNames, type, getter);
            builder.Add(AnnotationKinds.TrainingLabelValues, type, getter);
        }
        AddKinds(builder, ScoreName);
        return builder.ToAnnotations();
    }

    private static Delegate KeyValuesGetter<T>(DataViewSchema.Annotations label, DataViewSchema.Column keyValues) =>
        label.GetGetter<VBuffer<T>>(keyValues);

    private static void AddKinds(DataViewSchema.Annotations.Builder builder, string valueKind)
    {
        AddText(builder, AnnotationKinds.ScoreColumnKind, "MulticlassClassification");
        AddText(builder, AnnotationKinds.ScoreValueKind, valueKind);
    }

    private static void AddText(DataViewSchema.Annotations.Builder builder, string kind, string text) =>
        builder.Add(kind, TextDataViewType.Instance, (ref ReadOnlyMemory<char> value) => value = text.AsMemory());
}
