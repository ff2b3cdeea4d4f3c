using Microsoft.ML.Runtime;
using Microsoft.ML.Utilities;

namespace Microsoft.ML.Data;

/// <summary>Joins columns of one type into a vector column. Its slots are named after scalars and after the slots of vectors.</summary>
public sealed class ColumnConcatenatingTransformer : RowToRowTransformerBase
{
    internal static readonly ModelVersion Version = new("CONCAT F", 0x00010003, "ConcatTransform");

    private readonly string _name;
    private readonly IReadOnlyList<string> _sources;

    internal ColumnConcatenatingTransformer(IHostEnvironment environment, string name, IReadOnlyList<string> sources)
        : base(environment.Register(nameof(ColumnConcatenatingTransformer)))
    {
        _name = name;
        _sources = sources;
    }

    internal static ITransformer Load(IHostEnvironment environment, ModelLoadContext context)
    {
        if (context.Reader.ReadInt32() is var columns && columns != 1)
            throw ModelArchive.Damaged($"it joins {columns} columns in one transformer, and this library reads 1");
        var name = context.ReadString();
        var sources = new string[context.ReadCount(bytesEach: 2 * sizeof(int))];
        for (int i = 0; i < sources.Length; i++)
        {
            sources[i] = context.ReadString();
            if (context.ReadStringOrNull() is { } slots)
                throw ModelArchive.Damaged($"it calls the slots of '{sources[i]}' '{slots}', and this library does not");
        }
        return new ColumnConcatenatingTransformer(environment, name, sources);
    }

    private protected override RowMapper MakeRowMapper(DataViewSchema inputSchema)
    {
        var columns = _sources.Select(source => inputSchema.FindColumn(source)).ToArray();
        var itemType = columns[0].Type.ItemTypeOf() as PrimitiveDataViewType
            ?? throw Errors.SchemaMismatch("input", columns[0].Name, "a primitive type or a vector of one", columns[0].Type.ToString()!);
        foreach (var column in columns)
            if (!column.Type.ItemTypeOf().Equals(itemType))
                throw Errors.SchemaMismatch("input", column.Name, itemType.ToString()!, column.Type.ToString()!);

        // A single vector is handed on as it is.
        if (columns is [{ Type: VectorDataViewType } only])
            return new ColumnwiseMapper([new MappedColumn(new(_name, only.Type, only.Annotations), only, row => Getters.Get(row, only))]);
        bool knownSize = columns.All(column => column.Type.ValueCountOf() > 0);
        var type = new VectorDataViewType(itemType, knownSize ? columns.Sum(column => column.Type.ValueCountOf()) : 0);
        return new ColumnwiseMapper([new MappedColumn(new DataViewSchema.DetachedColumn(_name, type, Annotate(columns, type)), columns,
            row => new ColumnGetter(Generic.Call(MakeGetter<int>, itemType.RawType, row, columns)))]);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.Begin(Version);
        ctx.Writer.Write(1); // column
        ctx.WriteString(_name);
        ctx.Writer.Write(_sources.Count);
        foreach (var source in _sources)
        {
            ctx.WriteString(source);
            ctx.WriteString(null); // the name of its slots, where it is not the column's own
        }
    }

    private static DataViewSchema.Annotations Annotate(DataViewSchema.Column[] columns, VectorDataViewType type)
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        if (type.ItemType is NumberDataViewType && columns.All(column => column.IsNormalized()))
            annotations.AddPrimitiveValue(AnnotationKinds.IsNormalized, BooleanDataViewType.Instance, true);
        if (type.IsKnownSize && columns.Any(column => column.Type is not VectorDataViewType || column.HasSlotNames()))
            annotations.AddSlotNames([.. columns.SelectMany(SlotNames)]);
        return annotations.ToAnnotations();
    }

    private static IEnumerable<ReadOnlyMemory<char>> SlotNames(DataViewSchema.Column column)
    {
        if (column.Type is not VectorDataViewType vector)
            return [column.Name.AsMemory()];
        if (!column.HasSlotNames())
            return Enumerable.Repeat(ReadOnlyMemory<char>.Empty, vector.Size);
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetSlotNames(ref names);
        return names.DenseValues().Select(name => name.IsEmpty ? name : $"{column.Name}.{name}".AsMemory());
    }

    private static Delegate MakeGetter<T>(DataViewRow row, DataViewSchema.Column[] columns)
    {
        var parts = columns.Select(column => MakePart<T>(row, column)).ToArray();
        var vectors = new VBuffer<T>[parts.Length];
        return (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) =>
        {
            int length = 0;
            for (int i = 0; i < parts.Length; i++)
            {
                parts[i](ref vectors[i]);
                length = checked(length + vectors[i].Length);
            }
            var editor = VBufferEditor.Create(ref value, length);
            int start = 0;
            foreach (var vector in vectors)
            {
                vector.CopyTo(editor.Values, start);
                start += vector.Length;
            }
            value = editor.Commit();
        });
    }

    private static ValueGetter<VBuffer<T>> MakePart<T>(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is VectorDataViewType vector)
        {
            var getVector = row.GetGetter<VBuffer<T>>(column);
            return (ref VBuffer<T> value) =>
            {
                getVector(ref value);
                if (vector.IsKnownSize && value.Length != vector.Size)
                    throw new InvalidOperationException($"Column '{column.Name}': expected {vector.Size} slots, but got {value.Length}");
            };
        }

        var get = row.GetGetter<T>(column);
        return (ref VBuffer<T> value) =>
        {
            var editor = VBufferEditor.Create(ref value, 1);
            get(ref editor.Values[0]);
            value = editor.Commit();
        };
    }
}
