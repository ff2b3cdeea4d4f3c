using System.Text.Json.Serialization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Toolkit.Estimators.Persistence;

/// <summary>A column of the input schema as the manifest writes it.</summary>
internal sealed record ColumnRecord(string Name, ColumnTypeRecord Type)
{
    public static ColumnRecord[] FromSchema(DataViewSchema schema) => FromSchema(schema, _ => true);

    public static ColumnRecord[] FromSchema(DataViewSchema schema, Func<DataViewSchema.Column, bool> wanted) =>
        [.. schema.Where(column => !column.IsHidden && wanted(column)).Select(column => new ColumnRecord(column.Name, ColumnTypeRecord.From(column)))];

    public static DataViewSchema ToSchema(IEnumerable<ColumnRecord> columns)
    {
        var builder = new DataViewSchema.Builder();
        foreach (var column in columns ?? throw new FormatException("a list of columns is null"))
            builder.AddColumn((column ?? throw new FormatException("a column of the input schema is null")).Name, column.Type.ToType());
        return builder.ToSchema();
    }
}

/// <summary>A column's type: the name of a scalar type, and what makes it a key, a vector or an image.</summary>
internal sealed record ColumnTypeRecord
{
    private static readonly Dictionary<string, PrimitiveDataViewType> Scalars = new PrimitiveDataViewType[]
    {
        TextDataViewType.Instance, BooleanDataViewType.Instance, DateTimeDataViewType.Instance, DateTimeOffsetDataViewType.Instance,
        TimeSpanDataViewType.Instance, RowIdDataViewType.Instance,
        NumberDataViewType.SByte, NumberDataViewType.Byte, NumberDataViewType.Int16, NumberDataViewType.UInt16, NumberDataViewType.Int32,
        NumberDataViewType.UInt32, NumberDataViewType.Int64, NumberDataViewType.UInt64, NumberDataViewType.Single, NumberDataViewType.Double,
    }.ToDictionary(type => type.ToString()!);

    private static readonly Type[] KeyTypes = [typeof(byte), typeof(ushort), typeof(uint), typeof(ulong)];

    /// <summary>"Image", or the name of a scalar type, or of a key's raw type.</summary>
    public required string Name { get; init; }

    /// <summary>Number of values of a key type; null for other types.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ulong? KeyCount { get; init; }

    /// <summary>Dimensions of a vector, or height and width of an image (0 for any); null for a scalar.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int[]? Dimensions { get; init; }

    public static ColumnTypeRecord From(DataViewSchema.Column column) => column.Type switch
    {
        ImageDataViewType image => new() { Name = "Image", Dimensions = [image.Height, image.Width] },
        VectorDataViewType vector => Scalar(column, vector.ItemType) with { Dimensions = [.. vector.Dimensions] },
        var type => Scalar(column, type),
    };

    /// <summary>Whether a column of that type can be written.</summary>
    public static bool Knows(DataViewType type) => type switch
    {
        ImageDataViewType or KeyDataViewType => true,
        VectorDataViewType vector => Knows(vector.ItemType),
        _ => Scalars.ContainsKey(type.ToString()!),
    };

    public DataViewType ToType()
    {
        if (Name == "Image") return Image();
        PrimitiveDataViewType item = KeyCount is { } count ? Key(count) : Scalar();
        return Dimensions is null ? item : new VectorDataViewType(item, Dimensions.Select(NotNegative).ToArray());
    }

    private static ColumnTypeRecord Scalar(DataViewSchema.Column column, DataViewType type) => type switch
    {
        KeyDataViewType key => new() { Name = key.RawType.Name, KeyCount = key.Count },
        _ when Knows(type) => new() { Name = type.ToString()! },
        _ => throw new NotSupportedException(
            $"Column '{column.Name}' of the input schema has the type {type}, which a model file cannot describe. Drop it from the schema that you pass to Save."),
    };

    private static int NotNegative(int dimension) =>
        dimension >= 0 ? dimension : throw new FormatException($"a dimension is {dimension}, but must be at least 0");

    private DataViewType Image() => Dimensions switch
    {
        [> 0 and var height, > 0 and var width] => new ImageDataViewType(height, width),
        _ => new ImageDataViewType(),
    };

    private KeyDataViewType Key(ulong count)
    {
        var raw = KeyTypes.FirstOrDefault(type => type.Name == Name) ?? throw new FormatException($"a key cannot have the type '{Name}'");
        return new KeyDataViewType(raw, count);
    }

    private PrimitiveDataViewType Scalar() =>
        Scalars.TryGetValue(Name, out var type) ? type : throw new FormatException($"there is no column type '{Name}'");
}
