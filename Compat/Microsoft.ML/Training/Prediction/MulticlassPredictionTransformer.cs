using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;
using Microsoft.ML.Utilities;

namespace Microsoft.ML.Data;

/// <summary>Adds a score for every class and the class with the highest one.</summary>
public sealed class MulticlassPredictionTransformer<TModel> : SingleFeaturePredictionTransformerBase<TModel>
    where TModel : class
{
    private readonly IMulticlassModel _model;
    private readonly DataViewSchema.Annotations _labelAnnotations;

    internal MulticlassPredictionTransformer(IHostEnvironment environment, TModel model, DataViewSchema.Column feature,
        DataViewSchema.Annotations labelAnnotations)
        : this(environment, model, feature.Name, feature.Type, labelAnnotations)
    {
    }

    internal MulticlassPredictionTransformer(IHostEnvironment environment, TModel model, string featureColumnName,
        DataViewType featureColumnType, DataViewSchema.Annotations labelAnnotations)
        : base(environment.Register(nameof(MulticlassPredictionTransformer<TModel>)), model, featureColumnName, featureColumnType)
    {
        _model = (IMulticlassModel)model;
        _labelAnnotations = labelAnnotations;
    }

    private protected override RowMapper MakeRowMapper(DataViewSchema.Column feature) =>
        new MulticlassRowMapper(_model, feature, MulticlassScoreColumns.Make(_model.ClassCount, _labelAnnotations));

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.Begin(MulticlassPrediction.LoaderName, version: 1);
        ctx.Writer.Write(FeatureColumnName);
        TypeCodec.Write(ctx.Writer, FeatureColumnType);
        AnnotationCodec.Write(ctx.Writer, _labelAnnotations);
        ctx.SavePart((ICanSaveModel)Model, MulticlassPrediction.ModelPart);
    }
}

/// <summary>Reads saved transformers that predict classes.</summary>
internal static class MulticlassPrediction
{
    public const string LoaderName = "MulticlassPrediction", ModelPart = "Model";

    public static ITransformer Load(IHostEnvironment environment, ModelLoadContext context)
    {
        var name = context.Reader.ReadString();
        var type = TypeCodec.Read(context.Reader);
        var labelAnnotations = AnnotationCodec.Read(context.Reader);
        using var part = context.OpenPart(ModelPart);
        var model = MaximumEntropyModelParameters.Load(part);
        if (type.ItemTypeOf() is not NumberDataViewType || type.ValueCountOf() != model.FeatureCount)
            throw ModelArchive.Damaged($"a model of {model.FeatureCount} features is applied to '{name}' of type {type}");
        return new MulticlassPredictionTransformer<MaximumEntropyModelParameters>(environment, model, name, type, labelAnnotations);
    }
}
