using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Utilities;

namespace Microsoft.ML.Transforms;

/// <summary>Puts keys in the place of values. Values that had not been seen in training get the missing key, 0.</summary>
public sealed class ValueToKeyMappingTransformer : OneToOneTransformerBase
{
    internal const string LoaderName = "ValueToKey";

    private readonly IReadOnlyList<KeyMap> _maps;
    private readonly bool _keyValuesAsText;

    internal ValueToKeyMappingTransformer(IHostEnvironment environment, IReadOnlyList<InputOutputColumnPair> columns,
        IReadOnlyList<KeyMap> maps, bool keyValuesAsText)
        : base(environment.Register(nameof(ValueToKeyMappingTransformer)), columns)
    {
        _maps = maps;
        _keyValuesAsText = keyValuesAsText;
    }

    internal static ITransformer Load(IHostEnvironment environment, ModelLoadContext context)
    {
        var columns = context.ReadPairs();
        var keyValuesAsText = context.Reader.ReadBoolean();
        var maps = columns.Select(_ => KeyMap.Load(context)).ToList();
        return new ValueToKeyMappingTransformer(environment, columns, maps, keyValuesAsText);
    }

    private protected override MappedColumn MapColumn(int index, DataViewSchema.Column input)
    {
        var map = _maps[index];
        if (!input.Type.ItemTypeOf().Equals(map.ItemType))
            throw Errors.SchemaMismatch("input", input.Name, map.ItemType.ToString()!, input.Type.ToString()!);
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.Add(input.Annotations, kind => kind == AnnotationKinds.SlotNames);
        map.AddKeyValues(annotations, _keyValuesAsText, input);
        var output = new DataViewSchema.DetachedColumn(Columns[index].OutputColumnName, input.Type.WithItemType(map.KeyType),
            annotations.ToAnnotations());
        return new MappedColumn(output, input, row => map.MakeGetter(row, input));
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.Begin(LoaderName, version: 1);
        ctx.WritePairs(Columns);
        ctx.Writer.Write(_keyValuesAsText);
        foreach (var map in _maps)
            map.Save(ctx.Writer);
    }
}
