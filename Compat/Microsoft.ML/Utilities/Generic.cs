using System.Reflection;

namespace Microsoft.ML.Utilities;

/// <summary>Calls generic methods with type arguments that are known only at run time. Name the method with any type argument.</summary>
internal static class Generic
{
    public static TResult Call<T1, TResult>(Func<T1, TResult> method, Type type, T1 first) =>
        (TResult)Invoke(method, [type], [first])!;

    public static TResult Call<T1, T2, TResult>(Func<T1, T2, TResult> method, Type type, T1 first, T2 second) =>
        (TResult)Invoke(method, [type], [first, second])!;

    public static TResult Call<T1, T2, T3, TResult>(Func<T1, T2, T3, TResult> method, Type type, T1 first, T2 second, T3 third) =>
        (TResult)Invoke(method, [type], [first, second, third])!;

    public static TResult Call<T1, T2, TResult>(Func<T1, T2, TResult> method, Type type1, Type type2, T1 first, T2 second) =>
        (TResult)Invoke(method, [type1, type2], [first, second])!;

    private static object? Invoke(Delegate method, Type[] types, object?[] arguments) =>
        method.Method.GetGenericMethodDefinition().MakeGenericMethod(types)
            .Invoke(method.Target, BindingFlags.DoNotWrapExceptions, null, arguments, null);
}
