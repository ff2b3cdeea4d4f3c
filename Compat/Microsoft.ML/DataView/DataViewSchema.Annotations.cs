using Microsoft.ML.Data;
using Microsoft.ML.Utilities;

namespace Microsoft.ML;

public sealed partial class DataViewSchema
{
    /// <summary>What is known of a column besides its type, each item with a name (its kind), a type and a value.</summary>
    public sealed class Annotations
    {
        private readonly Delegate[] _getters;

        private Annotations(DataViewSchema schema, Delegate[] getters)
        {
            Schema = schema;
            _getters = getters;
        }

        /// <summary>No annotations.</summary>
        public static Annotations Empty { get; } = new(new DataViewSchema([], []), []);

        /// <summary>The kinds and types.</summary>
        public DataViewSchema Schema { get; }

        /// <summary>A getter of one item.</summary>
        /// <exception cref="InvalidOperationException"><typeparamref name="TValue"/> is not what represents its type.</exception>
        public ValueGetter<TValue> GetGetter<TValue>(Column column)
        {
            if ((uint)column.Index >= (uint)_getters.Length)
                throw new ArgumentException(
                    $"There are {_getters.Length} annotations, so there is none at {column.Index}.", nameof(column));
            return Getters.As<TValue>(_getters[column.Index], column);
        }

        /// <summary>Puts the item called <paramref name="kind"/> into <paramref name="value"/>.</summary>
        /// <exception cref="InvalidOperationException">There is none, or it has another type.</exception>
        public void GetValue<TValue>(string kind, ref TValue value)
        {
            var column = Schema.GetColumnOrNull(kind)
                ?? throw new InvalidOperationException(
                    $"There is no annotation '{kind}'; there is: {(Schema.Count == 0 ? "none" : ToString())}.");
            GetGetter<TValue>(column)(ref value);
        }

        /// <summary>The kinds.</summary>
        public override string ToString() => string.Join(", ", Schema.Select(column => column.Name));

        /// <summary>Puts annotations together.</summary>
        public sealed class Builder
        {
            private readonly List<(DetachedColumn Column, Delegate Getter)> _items = [];

            /// <summary>An empty builder.</summary>
            public Builder()
            {
            }

            /// <summary>Adds those of <paramref name="annotations"/> whose kinds <paramref name="selector"/> accepts.</summary>
            public void Add(Annotations? annotations, Func<string, bool> selector)
            {
                ArgumentNullException.ThrowIfNull(selector);
                foreach (var column in annotations?.Schema ?? Enumerable.Empty<Column>())
                    if (selector(column.Name))
                        _items.Add((new DetachedColumn(column), annotations!._getters[column.Index]));
            }

            /// <summary>Adds an item with a getter of its value.</summary>
            /// <exception cref="ArgumentException"><typeparamref name="TValue"/> is not what represents
            /// <paramref name="type"/>.</exception>
            public void Add<TValue>(string name, DataViewType type, ValueGetter<TValue> getter, Annotations? annotations = null) =>
                Add(name, type, (Delegate)getter, annotations);

            /// <summary>Adds an item with a getter of its value.</summary>
            /// <exception cref="ArgumentException"><paramref name="getter"/> is no <see cref="ValueGetter{TValue}"/> of what represents
            /// <paramref name="type"/>.</exception>
            public void Add(string name, DataViewType type, Delegate getter, Annotations? annotations = null)
            {
                ArgumentNullException.ThrowIfNull(getter);
                var column = new DetachedColumn(name, type, annotations);
                if (getter.GetType() != typeof(ValueGetter<>).MakeGenericType(type.RawType))
                    throw new ArgumentException(
                        $"The getter of annotation '{name}' must be a ValueGetter of {type.RawType}, but got {getter.GetType()}.",
                        nameof(getter));
                _items.Add((column, getter));
            }

            /// <summary>Adds an item with its value.</summary>
            /// <exception cref="ArgumentException"><typeparamref name="TValue"/> is not what represents
            /// <paramref name="type"/>.</exception>
            public void AddPrimitiveValue<TValue>(string name, PrimitiveDataViewType type, TValue value, Annotations? annotations = null) =>
                Add(name, type, (ref TValue destination) => destination = value, annotations);

            /// <summary>The annotations with the items added so far.</summary>
            public Annotations ToAnnotations()
            {
                var schema = new DataViewSchema.Builder();
                schema.AddColumns(_items.Select(item => item.Column));
                return new Annotations(schema.ToSchema(), [.. _items.Select(item => item.Getter)]);
            }
        }
    }
}
