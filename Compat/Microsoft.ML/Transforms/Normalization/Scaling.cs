using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.InteropServices;
using Microsoft.ML.Data;
using Microsoft.ML.Utilities;

namespace Microsoft.ML.Transforms;

/// <summary>value → (value - offset) · scale, with an offset and a scale for each item of a column.</summary>
internal abstract class Scaling
{
    private protected static readonly ModelVersion AffineVersion = new("AFF NORM", 0x00010003, "AffineNormExec");

    private protected const byte SingleKind = 9, DoubleKind = 10;

    // In the place of a number of slots: every slot has a scale, and not only those listed.
    private protected const int AllSlots = -1;

    /// <summary>What represents the items.</summary>
    public abstract Type ItemType { get; }

    /// <summary>The number of items.</summary>
    public abstract int Count { get; }

    /// <summary>Offset and scale as the public API shows them.</summary>
    public abstract NormalizingTransformer.NormalizerModelParametersBase Parameters { get; }

    public abstract Delegate MakeGetter(DataViewRow row, DataViewSchema.Column input);

    /// <summary>Writes the column's type, and the numbers into a part of their own.</summary>
    public abstract void Save(ModelSaveContext context, string partName);

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public static Scaling Load(ModelLoadContext context, string partName)
    {
        bool isVector = context.Reader.ReadBoolean();
        var itemType = context.Reader.ReadByte() switch
        {
            SingleKind => NumberDataViewType.Single,
            DoubleKind => NumberDataViewType.Double,
            var kind => throw ModelArchive.Damaged($"a normalizer takes a type of kind {kind}, neither Single nor Double"),
        };
        DataViewType type = isVector
            ? new VectorDataViewType(itemType, BlockCodec.Read<int>(context.Reader, context.ReadCount()))
            : itemType;
        using var part = context.OpenPart(partName);
        AffineVersion.Check(part.Entry);
        Scaling scaling = itemType == NumberDataViewType.Single ? Load<float>(type, part) : Load<double>(type, part);
        part.End();
        return scaling;
    }

    private static Scaling<T> Load<T>(DataViewType type, ModelLoadContext part)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int size = part.Reader.ReadInt32(), count = part.Reader.ReadInt32(), changed = part.Reader.ReadInt32();
        if (size != Marshal.SizeOf<T>() || count != type.ValueCountOf() || count == 0)
            throw ModelArchive.Damaged($"a normalizer of {type} has {count} numbers of {size} bytes");
        ModelArchive.CheckUnpackedSize((long)count * size);
        var slots = changed == AllSlots ? null : BlockCodec.Read<int>(part.Reader, changed);
        var scale = Values(T.One);
        return new Scaling<T>(type, scale, Values(T.Zero));

        T[] Values(T other)
        {
            var values = BlockCodec.Read<T>(part.Reader, part.Reader.ReadInt32());
            var all = Enumerable.Repeat(other, count).ToArray();
            if (values.Length == 0)
                return all;
            if (values.Length != (slots?.Length ?? count) || slots?.Any(slot => slot < 0 || slot >= count) == true)
                throw ModelArchive.Damaged($"a normalizer of {type} has {values.Length} scales or offsets");
            for (int i = 0; i < values.Length; i++)
                all[slots?[i] ?? i] = values[i];
            return all;
        }
    }
}

/// <inheritdoc/>
internal sealed class Scaling<T>(DataViewType type, T[] scale, T[] offset) : Scaling
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly bool _keepsZero = offset.All(item => item == T.Zero);

    public override Type ItemType => typeof(T);

    public override int Count => scale.Length;

    public override NormalizingTransformer.NormalizerModelParametersBase Parameters
    {
        get
        {
            if (type is not VectorDataViewType)
                return new NormalizingTransformer.AffineNormalizerModelParameters<T>(scale[0], offset[0]);
            return new NormalizingTransformer.AffineNormalizerModelParameters<ImmutableArray<T>>([.. scale], [.. offset]);
        }
    }

    public override Delegate MakeGetter(DataViewRow row, DataViewSchema.Column input)
    {
        if (input.Type is VectorDataViewType)
            return MakeVectorGetter(row.GetGetter<VBuffer<T>>(input));
        var get = row.GetGetter<T>(input);
        return (ValueGetter<T>)((ref T value) =>
        {
            get(ref value);
            value = (value - offset[0]) * scale[0];
        });
    }

    public override void Save(ModelSaveContext context, string partName)
    {
        context.Writer.Write(type is VectorDataViewType);
        context.Writer.Write(typeof(T) == typeof(float) ? SingleKind : DoubleKind);
        if (type is VectorDataViewType vector)
        {
            context.Writer.Write(vector.Dimensions.Length);
            BlockCodec.Write(context.Writer, vector.Dimensions);
        }
        context.SavePart(partName, SaveNumbers);
    }

    private void SaveNumbers(ModelSaveContext part)
    {
        part.Begin(AffineVersion);
        part.Writer.Write(Marshal.SizeOf<T>());
        part.Writer.Write(scale.Length);
        part.Writer.Write(AllSlots);
        part.Writer.Write(scale.Length);
        BlockCodec.Write(part.Writer, scale);
        var offsets = _keepsZero ? [] : offset; // ML.NET cannot read offsets that are all 0
        part.Writer.Write(offsets.Length);
        BlockCodec.Write(part.Writer, offsets);
    }

    private Delegate MakeVectorGetter(ValueGetter<VBuffer<T>> get)
    {
        VBuffer<T> stored = default;
        return (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) =>
        {
            get(ref stored);
            if (stored.Length != scale.Length)
                throw new InvalidOperationException($"Normalizer expected {scale.Length} slots but got {stored.Length}");
            if (_keepsZero)
                stored.CopyTo(ref value);
            else
                stored.CopyToDense(ref value);
            var editor = VBufferEditor.CreateFromBuffer(ref value);
            for (int i = 0; i < editor.Values.Length; i++)
            {
                int slot = editor.Indices.IsEmpty ? i : editor.Indices[i];
                editor.Values[i] = (editor.Values[i] - offset[slot]) * scale[slot];
            }
            value = editor.Commit();
        });
    }
}
