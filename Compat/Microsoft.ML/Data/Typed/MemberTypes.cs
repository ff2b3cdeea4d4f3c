using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>Which column types stand for the members of row classes.</summary>
internal static class MemberTypes
{
    /// <summary>The type of a field or property.</summary>
    public static Type TypeOf(MemberInfo member) => member is FieldInfo field ? field.FieldType : ((PropertyInfo)member).PropertyType;

    /// <summary>What represents a value of <paramref name="memberType"/> in a column: text for strings, a buffer for arrays.</summary>
    public static Type RawTypeOf(Type memberType)
    {
        if (memberType == typeof(string))
            return typeof(ReadOnlyMemory<char>);
        return memberType.IsArray ? typeof(VBuffer<>).MakeGenericType(RawTypeOf(memberType.GetElementType()!)) : memberType;
    }

    /// <summary>The column type for a member, as its type and attributes say.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none.</exception>
    public static DataViewType InferColumnType(MemberInfo member)
    {
        var memberType = TypeOf(member);
        var typeAttribute = member.GetCustomAttributes<DataViewTypeAttribute>().SingleOrDefault();
        typeAttribute?.Register();
        if (DataViewTypeManager.Find(memberType, typeAttribute) is { } registered)
            return registered;

        var itemType = ItemType(member, memberType, out bool isVector);
        var size = member.GetCustomAttribute<VectorTypeAttribute>();
        if (size is not null && !isVector)
            throw Unfit(member, "is marked with VectorType, but is neither an array nor a VBuffer");
        if (!isVector)
            return itemType;
        return size is { Dimensions: [_, ..] } ? new VectorDataViewType(itemType, size.Dimensions) : new VectorDataViewType(itemType);
    }

    private static PrimitiveDataViewType ItemType(MemberInfo member, Type memberType, out bool isVector)
    {
        var rawType = RawTypeOf(memberType);
        isVector = rawType.IsGenericType && rawType.GetGenericTypeDefinition() == typeof(VBuffer<>);
        var rawItem = isVector ? rawType.GetGenericArguments()[0] : rawType;
        if (member.GetCustomAttribute<KeyTypeAttribute>() is { } key)
            return KeyDataViewType.IsValidDataType(rawItem)
                ? new KeyDataViewType(rawItem, key.Count)
                : throw Unfit(member, "is marked with KeyType, but is no byte, ushort, uint or ulong");
        return DataViewTypes.FindPrimitive(rawItem) ?? throw Unfit(member,
            $"has type {memberType}, for which there is no IDataView type; mark it with NoColumn, or with the attribute of "
            + "its registered type");
    }

    private static ArgumentOutOfRangeException Unfit(MemberInfo member, string reason) =>
        new("userType",
            $"Could not determine an IDataView type and registered custom types for member {member.Name} of "
            + $"{member.DeclaringType?.Name}: it {reason}.");
}
