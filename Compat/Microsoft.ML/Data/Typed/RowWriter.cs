using System.Reflection;
using Microsoft.ML.Utilities;

namespace Microsoft.ML.Data;

/// <summary>Fills the members of row objects with the values of columns.</summary>
internal sealed class RowWriter<TRow>
    where TRow : class
{
    private readonly List<(MemberInfo Member, DataViewSchema.Column Column)> _bindings = [];

    /// <summary>Looks up the columns for the members of <typeparamref name="TRow"/>.</summary>
    /// <param name="schema">The columns there are.</param>
    /// <param name="ignoreMissingColumns">Whether members without a column are left alone.</param>
    /// <param name="definition">The columns of the members; null takes them from the members.</param>
    /// <exception cref="InvalidOperationException">A column is missing, or has a type that the member cannot take.</exception>
    public RowWriter(DataViewSchema schema, bool ignoreMissingColumns, SchemaDefinition? definition)
    {
        foreach (var (wanted, member) in TypedColumn.Of(typeof(TRow), definition, SchemaDefinition.Direction.Write))
        {
            if (member is PropertyInfo { CanWrite: false })
                continue;
            if (schema.GetColumnOrNull(wanted.Name) is not { } column)
            {
                if (ignoreMissingColumns) continue;
                throw new InvalidOperationException($"Column '{wanted.Name}' not found in the data view");
            }
            CheckType(column, member);
            _bindings.Add((member, column));
        }
    }

    /// <summary>The columns that are read.</summary>
    public IEnumerable<DataViewSchema.Column> Columns => _bindings.Select(binding => binding.Column);

    /// <summary>An action that fills an object from the row at which <paramref name="source"/> stands.</summary>
    public Action<TRow> Bind(DataViewRow source)
    {
        var setters = _bindings.Select(binding => MakeSetter(source, binding.Column, binding.Member)).ToArray();
        return row =>
        {
            foreach (var set in setters)
                set(row);
        };
    }

    private static void CheckType(DataViewSchema.Column column, MemberInfo member)
    {
        var memberType = MemberTypes.TypeOf(member);
        if (column.Type.RawType != MemberTypes.RawTypeOf(memberType))
            throw new InvalidOperationException(
                $"Can't bind the IDataView column '{column.Name}' of type '{column.Type}' to field or property "
                + $"'{member.Name}' of type '{memberType}'.");
    }

    private static Action<TRow> MakeSetter(DataViewRow source, DataViewSchema.Column column, MemberInfo member)
    {
        var memberType = MemberTypes.TypeOf(member);
        if (memberType == typeof(string))
            return Text(source, column, member);
        if (memberType == typeof(string[]))
            return Texts(source, column, member);
        return memberType.IsArray
            ? Generic.Call(Items<int>, memberType.GetElementType()!, source, column, member)
            : Generic.Call(Value<int>, memberType, source, column, member);
    }

    private static Action<TRow> Text(DataViewRow source, DataViewSchema.Column column, MemberInfo member)
    {
        var get = source.GetGetter<ReadOnlyMemory<char>>(column);
        var write = MemberAccess.Writer<TRow, string>(member);
        ReadOnlyMemory<char> text = default;
        return row =>
        {
            get(ref text);
            write(row, text.ToString());
        };
    }

    private static Action<TRow> Texts(DataViewRow source, DataViewSchema.Column column, MemberInfo member)
    {
        var get = source.GetGetter<VBuffer<ReadOnlyMemory<char>>>(column);
        var write = MemberAccess.Writer<TRow, string[]>(member);
        VBuffer<ReadOnlyMemory<char>> texts = default;
        return row =>
        {
            get(ref texts);
            write(row, [.. texts.DenseValues().Select(text => text.ToString())]);
        };
    }

    private static Action<TRow> Items<T>(DataViewRow source, DataViewSchema.Column column, MemberInfo member)
    {
        var get = source.GetGetter<VBuffer<T>>(column);
        var read = MemberAccess.Reader<TRow, T[]?>(member);
        var write = MemberAccess.Writer<TRow, T[]>(member);
        VBuffer<T> items = default;
        return row =>
        {
            get(ref items);
            var array = read(row);
            if (array?.Length != items.Length)
                array = new T[items.Length];
            items.CopyTo(array);
            write(row, array);
        };
    }

    // The object's own value is the buffer, so a fresh object gets fresh values.
    private static Action<TRow> Value<T>(DataViewRow source, DataViewSchema.Column column, MemberInfo member)
    {
        var get = source.GetGetter<T>(column);
        var read = MemberAccess.Reader<TRow, T>(member);
        var write = MemberAccess.Writer<TRow, T>(member);
        return row =>
        {
            var value = read(row);
            get(ref value);
            write(row, value);
        };
    }
}
