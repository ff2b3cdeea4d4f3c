using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;
using Microsoft.ML.Utilities;

namespace Microsoft.ML.Data;

/// <summary>Adds a score for every class and the class with the highest one.</summary>
public sealed class MulticlassPredictionTransformer<TModel> : SingleFeaturePredictionTransformerBase<TModel>
    where TModel : class
{
    private readonly IMulticlassModel _model;
    private readonly DataViewSchema _trainSchema;
    private readonly string _labelColumnName;

    internal MulticlassPredictionTransformer(IHostEnvironment environment, TModel model, DataViewSchema trainSchema,
        string featureColumnName, string labelColumnName)
        : base(environment.Register(nameof(MulticlassPredictionTransformer<TModel>)), model, featureColumnName,
            trainSchema.FindColumn(featureColumnName, "feature").Type)
    {
        _model = (IMulticlassModel)model;
        _trainSchema = trainSchema;
        _labelColumnName = labelColumnName;
    }

    private protected override RowMapper MakeRowMapper(DataViewSchema.Column feature) =>
        new MulticlassRowMapper(_model, feature, MulticlassScoreColumns.Make(_model.ClassCount, _trainSchema[_labelColumnName].Annotations));

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.Begin(MulticlassPrediction.Version);
        ctx.SavePart((ICanSaveModel)Model, MulticlassPrediction.ModelPart);
        ctx.SaveFile(MulticlassPrediction.SchemaFileName, SchemaFile.Write(_trainSchema));
        ctx.WriteString(FeatureColumnName);
        ctx.WriteString(_labelColumnName);
        ctx.WriteString(MulticlassScoreColumns.ScoreName);
        ctx.WriteString(MulticlassScoreColumns.PredictedLabelName);
    }
}

/// <summary>Reads saved transformers that predict classes.</summary>
internal static class MulticlassPrediction
{
    public static readonly ModelVersion Version = new("MC  PRED", 0x00010002, "MulticlassPredXfer");

    public const string ModelPart = "Model", SchemaFileName = "TrainSchema";

    public static ITransformer Load(IHostEnvironment environment, ModelLoadContext context)
    {
        var (feature, label) = (context.ReadString(), context.ReadString());
        var (score, predicted) = (context.ReadString(), context.ReadString());
        if (score != MulticlassScoreColumns.ScoreName || predicted != MulticlassScoreColumns.PredictedLabelName)
            throw ModelArchive.Damaged($"its predictions are called '{predicted}' and '{score}', which this library does not do");
        var schema = SchemaFile.Read(context.ReadFile(SchemaFileName));
        if (schema.GetColumnOrNull(label) is null || schema.GetColumnOrNull(feature) is not { } column)
            throw ModelArchive.Damaged($"its training data lacks '{feature}' or '{label}'");
        using var part = context.OpenPart(ModelPart);
        var model = MaximumEntropyModelParameters.Load(part);
        if (column.Type.ItemTypeOf() is not NumberDataViewType || column.Type.ValueCountOf() != model.FeatureCount)
            throw ModelArchive.Damaged($"a model of {model.FeatureCount} features is applied to '{feature}' of type {column.Type}");
        return new MulticlassPredictionTransformer<MaximumEntropyModelParameters>(environment, model, schema, feature, label);
    }
}
