using System.Collections;
using System.Globalization;
using System.IO.Hashing;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Toolkit.Text;

/// <summary>
/// What an object was made with, in one line: its type, and by name the numbers, texts and objects that it was constructed with or that can
/// be set from outside. What it remembers besides, in private fields that change, is left out. So the augmentation, optimizer, schedule or
/// callback of a user's program describes itself as those of the toolkit do.
/// </summary>
internal static class SelfDescription
{
    private const int MostElements = 100, Depth = 4;

    /// <summary>Such as <c>RandomRotation(degrees: 15)</c>, in the same words on every computer.</summary>
    public static string Of(object? value) => Of(value, Depth);

    private static string Of(object? value, int depth) => value switch
    {
        null => "none",
        string text => text,
        Delegate function => $"{function.Method.DeclaringType?.FullName}.{function.Method.Name}",
        Enum or bool => value.ToString()!,
        IFormattable number when value.GetType().IsPrimitive || value is decimal or TimeSpan => number.ToString(null, CultureInfo.InvariantCulture),
        ITuple tuple => $"({string.Join(", ", Enumerable.Range(0, tuple.Length).Select(i => Of(tuple[i], depth)))})",
        IEnumerable list => OfList([.. list.Cast<object?>()], depth),
        // Networks, tensors, files: what they hold is not what somebody wrote down.
        IDisposable when depth < Depth => value.GetType().Name,
        _ when depth == 0 => value.GetType().Name,
        _ => OfFields(value, depth),
    };

    private static string OfList(object?[] items, int depth)
    {
        var rest = items.Length > MostElements ? $", … {items.Length} in all, {HashOf(items.Skip(MostElements), depth)}" : "";
        return $"[{string.Join(", ", items.Take(MostElements).Select(item => Of(item, depth - 1)))}{rest}]";
    }

    private static string HashOf(IEnumerable<object?> items, int depth) =>
        XxHash3.HashToUInt64(MemoryMarshal.AsBytes(string.Join("\n", items.Select(item => Of(item, depth - 1))).AsSpan())).ToString("x16");

    private static string OfFields(object value, int depth)
    {
        var fields = FieldsOf(value.GetType()).Select(field => $"{NameOf(field)}: {Of(field.GetValue(value), depth - 1)}");
        return $"{value.GetType().Name}({string.Join(", ", fields)})";
    }

    private static IEnumerable<FieldInfo> FieldsOf(Type? type) => type is null
        ? []
        : FieldsOf(type.BaseType).Concat(type
            .GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            .Where(field => IsGivenFromOutside(type, field) && !IsMemory(type, field))
            .OrderBy(field => field.MetadataToken));

    private static bool IsGivenFromOutside(Type type, FieldInfo field) => field.IsPublic || field.IsInitOnly || IsCapturedParameter(field)
        || (PropertyOf(field) is { } name && type.GetProperty(name)?.SetMethod is { IsPublic: true });

    // A collection that no parameter of a constructor has the name of: what the object fills by itself.
    private static bool IsMemory(Type type, FieldInfo field) => typeof(ICollection).IsAssignableFrom(field.FieldType) && !field.FieldType.IsArray
        && PropertyOf(field) is null && !IsCapturedParameter(field)
        && !type.GetConstructors().SelectMany(constructor => constructor.GetParameters()).Any(parameter => parameter.Name == field.Name);

    // The compiler's names: <Rate>k__BackingField of a property, <rate>P of a parameter that a primary constructor captures.
    private static string? PropertyOf(FieldInfo field) => field.Name.EndsWith(">k__BackingField", StringComparison.Ordinal) ? NameOf(field) : null;

    private static bool IsCapturedParameter(FieldInfo field) => field.Name.EndsWith(">P", StringComparison.Ordinal);

    private static string NameOf(FieldInfo field) => field.Name.StartsWith('<') ? field.Name[1..field.Name.IndexOf('>')] : field.Name;
}
