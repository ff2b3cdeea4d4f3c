using System.Collections;
using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>What is known of a schema before the data is seen: names, items, whether a column is a vector; no sizes.</summary>
public sealed class SchemaShape : IReadOnlyList<SchemaShape.Column>
{
    private static readonly SchemaShape Empty = new([]);

    private readonly Column[] _columns;

    /// <summary>A shape with the given columns.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is <c>default</c>.</exception>
    public SchemaShape(IEnumerable<Column> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        _columns = [.. columns];
        if (_columns.Any(column => column.Name is null))
            throw new ArgumentOutOfRangeException(nameof(columns), "Some items are not initialized properly.");
    }

    /// <summary>The number of columns.</summary>
    public int Count => _columns.Length;

    /// <summary>The column at <paramref name="index"/>.</summary>
    public Column this[int index] => _columns[index];

    /// <inheritdoc/>
    public IEnumerator<Column> GetEnumerator() => ((IEnumerable<Column>)_columns).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The shape of <paramref name="schema"/>, without its hidden columns.</summary>
    internal static SchemaShape Create(DataViewSchema schema) =>
        new(schema.Where(column => !column.IsHidden).Select(Column.Create));

    internal bool TryFindColumn(string name, out Column column)
    {
        column = _columns.FirstOrDefault(candidate => candidate.Name == name);
        return column.Name is not null;
    }

    /// <summary>This shape with <paramref name="added"/> in place of columns of the same names, or at the end.</summary>
    internal SchemaShape With(IEnumerable<Column> added)
    {
        var columns = new List<Column>(_columns);
        foreach (var column in added)
        {
            int at = columns.FindIndex(existing => existing.Name == column.Name);
            if (at >= 0)
                columns[at] = column;
            else
                columns.Add(column);
        }
        return new SchemaShape(columns);
    }

    /// <summary>A column of a shape.</summary>
    public readonly struct Column
    {
        internal Column(string name, VectorKind kind, DataViewType itemType, bool isKey, SchemaShape? annotations = null)
        {
            ArgumentException.ThrowIfNullOrEmpty(name);
            Name = name;
            Kind = kind;
            ItemType = itemType;
            IsKey = isKey;
            Annotations = annotations ?? Empty;
        }

        /// <summary>Whether a column holds one item or several.</summary>
        public enum VectorKind
        {
            /// <summary>One item.</summary>
            Scalar = 0,

            /// <summary>The same number of items in every row.</summary>
            Vector = 1,

            /// <summary>A number of items that differs from row to row.</summary>
            VariableVector = 2,
        }

        /// <summary>The name.</summary>
        public readonly string Name;

        /// <summary>Whether it holds one item or several.</summary>
        public readonly VectorKind Kind;

        /// <summary>The type of the items; for keys, the number type that represents them.</summary>
        public readonly DataViewType ItemType;

        /// <summary>Whether the items are keys.</summary>
        public readonly bool IsKey;

        /// <summary>The kinds of its annotations.</summary>
        public readonly SchemaShape Annotations;

        internal static Column Create(DataViewSchema.Column column)
        {
            var annotations = column.Annotations.Schema.Select(annotation => Create(annotation.Name, annotation.Type));
            return Create(column.Name, column.Type, new SchemaShape(annotations));
        }

        internal static Column Create(string name, DataViewType type, SchemaShape? annotations = null)
        {
            var kind = type is not VectorDataViewType vector ? VectorKind.Scalar
                : vector.IsKnownSize ? VectorKind.Vector : VectorKind.VariableVector;
            var item = type.ItemTypeOf();
            return item is KeyDataViewType
                ? new Column(name, kind, DataViewTypes.FindPrimitive(item.RawType)!, isKey: true, annotations)
                : new Column(name, kind, item, isKey: false, annotations);
        }

        internal Column WithName(string name) => new(name, Kind, ItemType, IsKey, Annotations);

        /// <summary>Whether <paramref name="source"/> is good where this column is required: the same in all, or with more
        /// annotations.</summary>
        internal bool IsCompatibleWith(Column source) =>
            Name == source.Name && Kind == source.Kind && IsKey == source.IsKey && ItemType.Equals(source.ItemType)
            && Annotations.All(wanted => source.Annotations.TryFindColumn(wanted.Name, out var found) && wanted.IsCompatibleWith(found));

        /// <summary>The type in words, such as "Vector&lt;Key&lt;UInt32&gt;&gt;".</summary>
        internal string TypeString
        {
            get
            {
                var item = IsKey ? $"Key<{ItemType}>" : ItemType.ToString()!;
                return Kind switch
                {
                    VectorKind.Vector => $"Vector<{item}>",
                    VectorKind.VariableVector => $"VarVector<{item}>",
                    _ => item,
                };
            }
        }
    }
}
