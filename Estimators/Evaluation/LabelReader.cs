using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Estimators.Schema;

namespace Toolkit.Estimators.Evaluation;

/// <summary>
/// Finds the true class of a row among the classes of the scores: by name where the label has names, so that a label mapped to keys in
/// another order is no trap; else by number.
/// </summary>
internal static class LabelReader
{
    /// <summary>
    /// A function that reads the label of the row on which <paramref name="row"/> stands; it gives null for a missing label.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The label is no key, text or Single.</exception>
    /// <exception cref="ArgumentException">Names of label and scores do not fit together.</exception>
    public static Func<TrueClass?> Create(DataViewRow row, DataViewSchema.Column label, IReadOnlyList<string> classNames) =>
        label.Type switch
        {
            KeyDataViewType key => KeyReader(row, label, key, ClassOfKey(label, classNames)),
            TextDataViewType => TextReader(row, label, new NamedClasses(classNames)),
            var type when type.Equals(NumberDataViewType.Single) => NumberReader(row, label, classNames),
            var type => throw ColumnErrors.Mismatch(
                EvaluationColumns.LabelRole, label.Name, "Key, String or Single (whole numbers from 0)", type.ToString()!,
                $"Put ml.Transforms.Conversion.MapValueToKey(\"{label.Name}\") before the trainer."),
        };

    /// <summary>Finds the class of a key by its value, or by its number where keys have no values.</summary>
    private static Func<ulong, TrueClass?> ClassOfKey(DataViewSchema.Column label, IReadOnlyList<string> classNames)
    {
        if (!ClassLabels.HasValuesOfKeys(label)) return key => key > 0 ? Numbered(key - 1, classNames) : null;
        var classes = ClassesOfKeys(label, ClassLabels.FromKeyColumn(label).Names, classNames);
        return key => key > 0 ? classes[key - 1] : null;
    }

    /// <summary>The class of each key, from key 1 on.</summary>
    private static TrueClass[] ClassesOfKeys(DataViewSchema.Column label, IReadOnlyList<string> names, IReadOnlyList<string> classNames)
    {
        if (names.SequenceEqual(classNames)) return [.. names.Select((name, i) => new TrueClass(i, name))];

        var known = new NamedClasses(classNames);
        TrueClass[] classes = [.. names.Select(known.Find)];
        return classes.Any(found => found.IsKnown)
            ? classes
            : throw new ArgumentException(
                $"None of the classes of label column '{label.Name}' ({string.Join(", ", names)}) is among those of the scores " +
                $"({string.Join(", ", classNames)}). Was the model trained on other data?");
    }

    private static TrueClass Numbered(ulong index, IReadOnlyList<string> classNames) => index < (ulong)classNames.Count
        ? new TrueClass((int)index, classNames[(int)index])
        : new TrueClass(-1, index.ToString(CultureInfo.InvariantCulture));

    private static Func<TrueClass?> KeyReader(
        DataViewRow row, DataViewSchema.Column label, KeyDataViewType key, Func<ulong, TrueClass?> classOf) =>
        Type.GetTypeCode(key.RawType) switch
        {
            TypeCode.Byte => Reader<byte>(row, label, value => classOf(value)),
            TypeCode.UInt16 => Reader<ushort>(row, label, value => classOf(value)),
            TypeCode.UInt32 => Reader<uint>(row, label, value => classOf(value)),
            _ => Reader(row, label, classOf),
        };

    private static Func<TrueClass?> TextReader(DataViewRow row, DataViewSchema.Column label, NamedClasses classes) =>
        Reader<ReadOnlyMemory<char>>(row, label, text => text.IsEmpty ? null : classes.Find(text.Span));

    private static Func<TrueClass?> NumberReader(DataViewRow row, DataViewSchema.Column label, IReadOnlyList<string> classNames) =>
        Reader<float>(row, label, value => value >= 0 && value == MathF.Floor(value) && value < long.MaxValue
            ? Numbered((ulong)value, classNames)
            : null);

    private static Func<TrueClass?> Reader<T>(DataViewRow row, DataViewSchema.Column label, Func<T, TrueClass?> find)
    {
        var getter = row.GetGetter<T>(label);
        T value = default!;
        return () =>
        {
            getter(ref value);
            return find(value);
        };
    }

    /// <summary>Finds classes by name.</summary>
    private sealed class NamedClasses(IReadOnlyList<string> names)
    {
        private readonly Dictionary<string, int> indices = Index(names);

        public TrueClass Find(string name) => new(indices.GetValueOrDefault(name, -1), name);

        public TrueClass Find(ReadOnlySpan<char> name) =>
            indices.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var index)
                ? new(index, names[index])
                : new(-1, name.ToString());

        private static Dictionary<string, int> Index(IReadOnlyList<string> names)
        {
            var indices = new Dictionary<string, int>(StringComparer.Ordinal);
            for (var i = 0; i < names.Count; i++)
            {
                if (!indices.TryAdd(names[i], i))
                {
                    throw new ArgumentException(
                        $"Classes {indices[names[i]]} and {i} of the scores are both called '{names[i]}', so a label cannot be found by " +
                        "name. Give each class a name of its own, or the label as a key with the same values in the same order.");
                }
            }

            return indices;
        }
    }
}
