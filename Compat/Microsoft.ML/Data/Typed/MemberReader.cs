using System.Linq.Expressions;
using System.Numerics;
using System.Reflection;
using Microsoft.ML.Utilities;

namespace Microsoft.ML.Data;

/// <summary>Getters of columns that read the members of row objects.</summary>
internal static class MemberReader<TRow>
    where TRow : class
{
    /// <summary>A getter of <paramref name="column"/> that reads the object that <paramref name="current"/> gives.</summary>
    public static Delegate MakeGetter(TypedColumn column, Func<TRow> current)
    {
        var memberType = MemberTypes.TypeOf(column.Member);
        if (memberType == typeof(string))
            return Text(column.Member, current);
        if (memberType == typeof(string[]))
            return Texts(column.Member, current);
        if (memberType.IsArray)
            return Generic.Call(Items<int>, memberType.GetElementType()!, column.Member, current);
        if (column.Type is VectorDataViewType vector)
            return Generic.Call(Buffer<int>, vector.ItemType.RawType, column.Member, current);
        if (column.Type is KeyDataViewType key)
            return Generic.Call(Key<uint>, memberType, column.Member, current, key.Count);
        return Generic.Call(Value<int>, memberType, column.Member, current);
    }

    private static Delegate Text(MemberInfo member, Func<TRow> current)
    {
        var read = Accessor<string?>(member);
        return (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> value) => value = read(current()).AsMemory());
    }

    private static Delegate Texts(MemberInfo member, Func<TRow> current)
    {
        var read = Accessor<string?[]?>(member);
        return (ValueGetter<VBuffer<ReadOnlyMemory<char>>>)((ref VBuffer<ReadOnlyMemory<char>> value) =>
        {
            var texts = read(current()) ?? [];
            var editor = VBufferEditor.Create(ref value, texts.Length);
            for (int i = 0; i < texts.Length; i++)
                editor.Values[i] = texts[i].AsMemory();
            value = editor.Commit();
        });
    }

    private static Delegate Items<T>(MemberInfo member, Func<TRow> current)
    {
        var read = Accessor<T[]?>(member);
        return (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) =>
        {
            var items = read(current()) ?? [];
            VBuffer<T>.Copy(items, 0, ref value, items.Length);
        });
    }

    private static Delegate Buffer<T>(MemberInfo member, Func<TRow> current)
    {
        var read = Accessor<VBuffer<T>>(member);
        return (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) => read(current()).CopyTo(ref value));
    }

    // Row objects count categories from 0; columns keep 0 for the missing value.
    private static Delegate Key<T>(MemberInfo member, Func<TRow> current, ulong count)
        where T : struct, IUnsignedNumber<T>
    {
        var read = Accessor<T>(member);
        return (ValueGetter<T>)((ref T value) =>
        {
            var category = read(current());
            value = ulong.CreateTruncating(category) < count ? category + T.One : T.Zero;
        });
    }

    private static Delegate Value<T>(MemberInfo member, Func<TRow> current)
    {
        var read = Accessor<T>(member);
        return (ValueGetter<T>)((ref T value) => value = read(current()));
    }

    private static Func<TRow, T> Accessor<T>(MemberInfo member) => MemberAccess.Reader<TRow, T>(member);
}

/// <summary>Delegates that read and write members.</summary>
internal static class MemberAccess
{
    public static Func<TRow, T> Reader<TRow, T>(MemberInfo member)
    {
        if (member is PropertyInfo { CanRead: false })
            return _ => default!;
        var row = Expression.Parameter(typeof(TRow));
        return Expression.Lambda<Func<TRow, T>>(Expression.MakeMemberAccess(row, member), row).Compile();
    }

    public static Action<TRow, T> Writer<TRow, T>(MemberInfo member)
    {
        var row = Expression.Parameter(typeof(TRow));
        var value = Expression.Parameter(typeof(T));
        return Expression.Lambda<Action<TRow, T>>(Expression.Assign(Expression.MakeMemberAccess(row, member), value), row, value).Compile();
    }
}
