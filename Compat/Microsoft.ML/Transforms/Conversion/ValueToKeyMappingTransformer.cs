using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Utilities;

namespace Microsoft.ML.Transforms;

/// <summary>Puts keys in the place of values. Values that had not been seen in training get the missing key, 0.</summary>
public sealed class ValueToKeyMappingTransformer : OneToOneTransformerBase
{
    internal static readonly ModelVersion Version = new("TERMTRNF", 0x00010003, "TermTransform");

    private static readonly ModelVersion MapsVersion = new("TERM MAN", 0x00010002, "TermManager");
    private const string MapsPart = "Vocabulary";

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
        var keyValuesAsText = context.ReadSame(columns, reader => reader.ReadBoolean());
        using var part = context.OpenPart(MapsPart);
        MapsVersion.Check(part.Entry);
        if (part.ReadCount(bytesEach: 1) is var count && count != columns.Count)
            throw ModelArchive.Damaged($"it maps {columns.Count} columns to keys with {count} maps");
        var maps = columns.Select(_ => KeyMap.Load(part)).ToList();
        part.End();
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
        ctx.Begin(Version);
        ctx.WritePairs(Columns);
        ctx.WriteSame(Columns, writer => writer.Write(_keyValuesAsText));
        ctx.SavePart(MapsPart, SaveMaps);
    }

    private void SaveMaps(ModelSaveContext part)
    {
        part.Begin(MapsVersion);
        part.Writer.Write(_maps.Count);
        foreach (var map in _maps)
            map.Save(part);
    }
}
