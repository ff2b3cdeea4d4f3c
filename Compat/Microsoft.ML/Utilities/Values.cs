using System.Globalization;
using Microsoft.ML.Data;

namespace Microsoft.ML.Utilities;

/// <summary>What equal, ordered and missing mean for the values of a column.</summary>
internal static class Values
{
    /// <summary>Equality by contents, for text too.</summary>
    public static IEqualityComparer<T> Equality<T>() =>
        typeof(T) == typeof(ReadOnlyMemory<char>) ? (IEqualityComparer<T>)(object)TextComparer.Instance : EqualityComparer<T>.Default;

    /// <summary>The natural order; text by its characters' codes.</summary>
    public static IComparer<T> Order<T>() =>
        typeof(T) == typeof(ReadOnlyMemory<char>) ? (IComparer<T>)(object)TextComparer.Instance : Comparer<T>.Default;

    /// <summary>Whether a value stands for "not known": NaN, empty text, key 0.</summary>
    public static Func<T, bool> MissingTest<T>(DataViewType itemType) => itemType switch
    {
        TextDataViewType => (Func<T, bool>)(object)(Func<ReadOnlyMemory<char>, bool>)(text => text.IsEmpty),
        KeyDataViewType => value => EqualityComparer<T>.Default.Equals(value, default),
        _ when itemType.RawType == typeof(float) => (Func<T, bool>)(object)(Func<float, bool>)float.IsNaN,
        _ when itemType.RawType == typeof(double) => (Func<T, bool>)(object)(Func<double, bool>)double.IsNaN,
        _ => _ => false,
    };

    /// <summary>The value that stands for "not known", or the default where there is none.</summary>
    public static T Missing<T>()
    {
        if (typeof(T) == typeof(float)) return (T)(object)float.NaN;
        if (typeof(T) == typeof(double)) return (T)(object)double.NaN;
        return default!;
    }

    /// <summary>A value as text, the same whatever the machine's language.</summary>
    public static ReadOnlyMemory<char> ToText<T>(T value) => value switch
    {
        ReadOnlyMemory<char> text => text,
        bool truth => truth ? "1".AsMemory() : "0".AsMemory(),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture).AsMemory(),
        _ => value?.ToString().AsMemory() ?? default,
    };

    private sealed class TextComparer : IEqualityComparer<ReadOnlyMemory<char>>, IComparer<ReadOnlyMemory<char>>
    {
        public static readonly TextComparer Instance = new();

        public bool Equals(ReadOnlyMemory<char> x, ReadOnlyMemory<char> y) => x.Span.SequenceEqual(y.Span);

        public int GetHashCode(ReadOnlyMemory<char> text) => string.GetHashCode(text.Span, StringComparison.Ordinal);

        public int Compare(ReadOnlyMemory<char> x, ReadOnlyMemory<char> y) => x.Span.CompareTo(y.Span, StringComparison.Ordinal);
    }
}
