using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>The columns of a text file with a row a line.</summary>
public sealed class TextLoader
{
    private TextLoader()
    {
    }

    /// <summary>The columns for the members of <paramref name="rowType"/>, each of which carries a
    /// <see cref="LoadColumnAttribute"/>.</summary>
    internal static Column[] ColumnsOf(Type rowType)
    {
        const BindingFlags visible = BindingFlags.Public | BindingFlags.Instance;
        var members = rowType.GetFields(visible).Concat<MemberInfo>(rowType.GetProperties(visible)).ToArray();
        if (members.Length == 0)
            throw new ArgumentOutOfRangeException(
                "TInput", $"{rowType.FullName} should define at least one public, readable field or property.");
        return Array.ConvertAll(members, ColumnOf);
    }

    private static Column ColumnOf(MemberInfo member)
    {
        var source = member.GetCustomAttribute<LoadColumnAttribute>()
            ?? throw new InvalidOperationException($"Member '{member.Name}' is missing the {nameof(LoadColumnAttribute)} attribute");
        var type = MemberTypes.TypeOf(member);
        var itemType = type.IsArray ? type.GetElementType()! : type;
        if (!Enum.TryParse<DataKind>(itemType.Name, out var kind))
            throw new InvalidOperationException($"Member {member.Name} is of unsupported type {itemType}.");
        var key = member.GetCustomAttribute<KeyTypeAttribute>();
        return new Column(member.GetCustomAttribute<ColumnNameAttribute>()?.Name ?? member.Name, kind, source.Sources,
            key is null ? null : new KeyCount(key.Count));
    }

    /// <summary>A column and the fields of a line that it is loaded from.</summary>
    public sealed class Column
    {
        /// <summary>A column to be described by its members.</summary>
        public Column()
        {
        }

        /// <summary>A scalar column from one field, counted from 0.</summary>
        public Column(string name, DataKind dataKind, int index)
            : this(name, dataKind, [new Range(index)])
        {
        }

        /// <summary>A vector column from the fields <paramref name="minIndex"/> to <paramref name="maxIndex"/>, both included.</summary>
        public Column(string name, DataKind dataKind, int minIndex, int maxIndex)
            : this(name, dataKind, [new Range(minIndex, maxIndex)])
        {
        }

        /// <summary>A column from several ranges of fields.</summary>
        /// <param name="name">The name.</param>
        /// <param name="dataKind">The type of the items.</param>
        /// <param name="source">The fields.</param>
        /// <param name="keyCount">For a key column, the number of categories; the fields count them from 0.</param>
        public Column(string name, DataKind dataKind, Range[] source, KeyCount? keyCount = null)
        {
            ArgumentException.ThrowIfNullOrEmpty(name);
            ArgumentNullException.ThrowIfNull(source);
            Name = name;
            DataKind = dataKind;
            Source = source;
            KeyCount = keyCount;
        }

        /// <summary>The name.</summary>
        public string Name = "";

        /// <summary>The type of the items (Single by default).</summary>
        public DataKind DataKind { get; set; } = DataKind.Single;

        /// <summary>The fields.</summary>
        public Range[] Source = [];

        /// <summary>For a key column, the number of categories.</summary>
        public KeyCount? KeyCount;
    }

    /// <summary>Some fields of a line.</summary>
    public sealed class Range
    {
        /// <summary>A range to be described by its members.</summary>
        public Range()
        {
        }

        /// <summary>One field, counted from 0.</summary>
        public Range(int index)
            : this(index, index)
        {
        }

        /// <summary>The fields from <paramref name="min"/> to <paramref name="max"/>, both included; null means up to the end of the
        /// file's first line.</summary>
        public Range(int min, int? max)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(min);
            if (max < min)
                throw new ArgumentOutOfRangeException(nameof(max), $"A range ends at or behind its start, {min}, but got {max}.");
            Min = min;
            Max = max;
            AutoEnd = max is null;
        }

        /// <summary>The first field.</summary>
        public int Min;

        /// <summary>The last field.</summary>
        public int? Max;

        /// <summary>Whether the range goes up to the end of the file's first line.</summary>
        public bool AutoEnd;

        /// <summary>Whether one field gives a vector too.</summary>
        public bool ForceVector;
    }
}
