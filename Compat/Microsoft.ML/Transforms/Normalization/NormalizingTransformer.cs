using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Utilities;

namespace Microsoft.ML.Transforms;

/// <summary>Brings numbers into a common range.</summary>
public sealed class NormalizingTransformer : OneToOneTransformerBase
{
    internal static readonly ModelVersion Version = new("NORMALZR", 0x00010002, "Normalizer");

    private readonly IReadOnlyList<Scaling> _scalings;

    internal NormalizingTransformer(IHostEnvironment environment, IReadOnlyList<InputOutputColumnPair> columns,
        IReadOnlyList<Scaling> scalings)
        : base(environment.Register(nameof(NormalizingTransformer)), columns)
    {
        _scalings = scalings;
    }

    /// <summary>What was learned for the pair of columns at <paramref name="index"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such pair.</exception>
    public NormalizerModelParametersBase GetNormalizerModelParameters(int index) => index >= 0 && index < _scalings.Count
        ? _scalings[index].Parameters
        : throw new ArgumentOutOfRangeException(nameof(index),
            $"Valid range is from 0 (inclusive) to {_scalings.Count} (exclusive) but got {index}.");

    internal static ITransformer Load(IHostEnvironment environment, ModelLoadContext context)
    {
        var columns = context.ReadPairs();
        return new NormalizingTransformer(environment, columns, [.. columns.Select((_, i) => Scaling.Load(context, PartName(i)))]);
    }

    internal static bool IsNumber(DataViewType itemType) =>
        itemType.Equals(NumberDataViewType.Single) || itemType.Equals(NumberDataViewType.Double);

    internal static DataViewSchema.Column CheckInput(DataViewSchema.Column input) =>
        IsNumber(input.Type.ItemTypeOf()) && input.Type.ValueCountOf() > 0
            ? input
            : throw Errors.SchemaMismatch("input", input.Name, "scalar or known-size vector of Single or Double", input.Type.ToString()!);

    private protected override MappedColumn MapColumn(int index, DataViewSchema.Column input)
    {
        var scaling = _scalings[index];
        CheckInput(input);
        if (input.Type.ItemTypeOf().RawType != scaling.ItemType || input.Type.ValueCountOf() != scaling.Count)
            throw Errors.SchemaMismatch("input", input.Name, $"{scaling.Count} values of {scaling.ItemType.Name}", input.Type.ToString()!);
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.AddPrimitiveValue(AnnotationKinds.IsNormalized, BooleanDataViewType.Instance, true);
        annotations.Add(input.Annotations, kind => kind == AnnotationKinds.SlotNames);
        return new MappedColumn(new DataViewSchema.DetachedColumn(Columns[index].OutputColumnName, input.Type, annotations.ToAnnotations()),
            input, row => scaling.MakeGetter(row, input));
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.Begin(Version);
        ctx.WritePairs(Columns);
        for (int i = 0; i < _scalings.Count; i++)
            _scalings[i].Save(ctx, PartName(i));
    }

    private static string PartName(int index) => $"Normalizer_{index:000}";

    /// <summary>What a normalizer learned.</summary>
    public abstract class NormalizerModelParametersBase
    {
        private protected NormalizerModelParametersBase()
        {
        }
    }

    /// <summary>value → (value - <see cref="Offset"/>) · <see cref="Scale"/>.</summary>
    /// <typeparam name="TData">A number, or an array of them for a vector.</typeparam>
    public sealed class AffineNormalizerModelParameters<TData> : NormalizerModelParametersBase
    {
        internal AffineNormalizerModelParameters(TData scale, TData offset)
        {
            Scale = scale;
            Offset = offset;
        }

        /// <summary>What values are multiplied with.</summary>
        public TData Scale { get; }

        /// <summary>What is subtracted from values first.</summary>
        public TData Offset { get; }
    }
}
