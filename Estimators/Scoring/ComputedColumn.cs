using Microsoft.ML;
using Microsoft.ML.Data;

namespace Toolkit.Estimators.Scoring;

/// <summary>The network's output for the current row's image.</summary>
internal delegate ReadOnlySpan<float> CurrentOutput();

/// <summary>A column computed from a network's output.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
/// <param name="Annotations">Its annotations; null for none.</param>
/// <param name="CreateGetter">Makes a <see cref="ValueGetter{TValue}"/> of the column's type.</param>
internal sealed record ComputedColumn(
    string Name, DataViewType Type, DataViewSchema.Annotations? Annotations, Func<CurrentOutput, Delegate> CreateGetter)
{
    /// <summary>The network's output as it is: a vector of floats.</summary>
    public static ComputedColumn Vector(string name, int length, DataViewSchema.Annotations? annotations = null) =>
        new(name, new VectorDataViewType(NumberDataViewType.Single, length), annotations, Copy);

    /// <summary>The place of the output's highest value: a key.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="count">Number of values.</param>
    /// <param name="annotations">Its annotations.</param>
    /// <param name="threshold">Where the highest value is below this, the key is missing; null: never.</param>
    public static ComputedColumn HighestKey(string name, int count, DataViewSchema.Annotations annotations, float? threshold) =>
        new(name, new KeyDataViewType(typeof(uint), count), annotations, output => Highest(output, threshold ?? float.NegativeInfinity));

    /// <summary>Whether each number of the output is at least its threshold: a vector of Booleans.</summary>
    public static ComputedColumn Flags(string name, float[] thresholds, DataViewSchema.Annotations annotations) =>
        new(name, new VectorDataViewType(BooleanDataViewType.Instance, thresholds.Length), annotations, output => Compare(output, thresholds));

    /// <summary>The only number of the output.</summary>
    public static ComputedColumn Number(string name) =>
        new(name, NumberDataViewType.Single, null, output => (ValueGetter<float>)((ref float value) => value = output()[0]));

    private static ValueGetter<VBuffer<bool>> Compare(CurrentOutput output, float[] thresholds) => (ref VBuffer<bool> value) =>
    {
        var current = output();
        var editor = VBufferEditor.Create(ref value, current.Length);
        for (var i = 0; i < current.Length; i++) editor.Values[i] = current[i] >= thresholds[i];
        value = editor.Commit();
    };

    private static ValueGetter<VBuffer<float>> Copy(CurrentOutput output) => (ref VBuffer<float> value) =>
    {
        var current = output();
        var editor = VBufferEditor.Create(ref value, current.Length);
        current.CopyTo(editor.Values);
        value = editor.Commit();
    };

    // A key's values start at 1; 0 means "missing".
    private static ValueGetter<uint> Highest(CurrentOutput output, float threshold) => (ref uint value) =>
    {
        var current = output();
        var best = ArgMax(current);
        value = current[best] < threshold ? 0 : (uint)best + 1;
    };

    private static int ArgMax(ReadOnlySpan<float> values)
    {
        var best = 0;
        for (var i = 1; i < values.Length; i++)
            if (values[i] > values[best]) best = i;
        return best;
    }
}
