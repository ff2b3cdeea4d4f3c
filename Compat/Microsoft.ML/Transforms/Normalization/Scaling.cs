using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.InteropServices;
using Microsoft.ML.Data;
using Microsoft.ML.Utilities;

namespace Microsoft.ML.Transforms;

/// <summary>value → (value - offset) · scale, with an offset and a scale for each item of a column.</summary>
internal abstract class Scaling
{
    /// <summary>What represents the items.</summary>
    public abstract Type ItemType { get; }

    /// <summary>The number of items.</summary>
    public abstract int Count { get; }

    /// <summary>Offset and scale as the public API shows them.</summary>
    public abstract NormalizingTransformer.NormalizerModelParametersBase Parameters { get; }

    public abstract Delegate MakeGetter(DataViewRow row, DataViewSchema.Column input);

    public abstract void Save(BinaryWriter writer);

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public static Scaling Load(ModelLoadContext context)
    {
        bool isSingle = context.Reader.ReadBoolean();
        return isSingle ? Load<float>(context) : Load<double>(context);
    }

    private static Scaling<T> Load<T>(ModelLoadContext context)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        bool isScalar = context.Reader.ReadBoolean();
        int count = context.ReadCount(bytesEach: 2 * Marshal.SizeOf<T>());
        if (count == 0 || (isScalar && count != 1))
            throw ModelArchive.Damaged($"a normalizer has {count} scales");
        return new Scaling<T>(Values(context.Reader, count), Values(context.Reader, count), isScalar);

        static T[] Values(BinaryReader reader, int count)
        {
            var values = new T[count];
            for (int i = 0; i < count; i++)
                values[i] = ValueCodec.Read<T>(reader);
            return values;
        }
    }
}

/// <inheritdoc/>
internal sealed class Scaling<T>(T[] scale, T[] offset, bool isScalar) : Scaling
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly bool _keepsZero = offset.All(item => item == T.Zero);

    public override Type ItemType => typeof(T);

    public override int Count => scale.Length;

    public override NormalizingTransformer.NormalizerModelParametersBase Parameters
    {
        get
        {
            if (isScalar)
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

    public override void Save(BinaryWriter writer)
    {
        writer.Write(typeof(T) == typeof(float));
        writer.Write(isScalar);
        writer.Write(scale.Length);
        foreach (var value in scale.Concat(offset))
            ValueCodec.Write(writer, value);
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
