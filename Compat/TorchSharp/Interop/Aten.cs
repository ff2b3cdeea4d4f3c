using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Interop;

/// <summary>
/// Calls any ATen operator by its schema name: <c>Aten.Call("add.Tensor", left, right)</c> is
/// <c>aten::add.Tensor(left, right)</c>; a name of another library's is written out, <c>toolkit::conv2d</c>. Arguments left out at the end take the schema's defaults. An operator is
/// looked up once in the process. An error in libtorch becomes an <see cref="ExternalException"/> with its text.
/// </summary>
internal static unsafe class Aten
{
    private const int StackWords = 64;

    private static readonly ConcurrentDictionary<string, nint> Operators = new(StringComparer.Ordinal);

    /// <summary>Calls an operator that returns one tensor.</summary>
    public static Tensor Call(string name, params ReadOnlySpan<Argument> arguments)
    {
        Value result = default;
        Invoke(name, arguments, &result, 1);
        return ToTensor(name, result);
    }

    /// <summary>Calls an operator that returns two tensors.</summary>
    public static (Tensor, Tensor) Call2(string name, params ReadOnlySpan<Argument> arguments)
    {
        var results = stackalloc Value[2];
        Invoke(name, arguments, results, 2);
        return (ToTensor(name, results[0]), ToTensor(name, results[1]));
    }

    /// <summary>Calls an operator that returns three tensors.</summary>
    public static (Tensor, Tensor, Tensor) Call3(string name, params ReadOnlySpan<Argument> arguments)
    {
        var results = stackalloc Value[3];
        Invoke(name, arguments, results, 3);
        return (ToTensor(name, results[0]), ToTensor(name, results[1]), ToTensor(name, results[2]));
    }

    /// <summary>Calls an operator that returns a list of tensors.</summary>
    public static Tensor[] CallList(string name, params ReadOnlySpan<Argument> arguments)
    {
        Value result = default;
        Invoke(name, arguments, &result, 1);
        if (result.Kind != ValueKind.TensorList) throw WrongResult(name, result, "a list of tensors");

        var handles = new ReadOnlySpan<nint>((void*)result.Data, result.Length);
        var tensors = new Tensor[handles.Length];
        for (var i = 0; i < tensors.Length; i++) tensors[i] = new Tensor(handles[i]);
        Native.tk_free(result.Data);
        return tensors;
    }

    /// <summary>Calls an operator that returns a number or a truth value.</summary>
    public static Scalar CallScalar(string name, params ReadOnlySpan<Argument> arguments)
    {
        Value result = default;
        Invoke(name, arguments, &result, 1);
        return result.Kind switch
        {
            ValueKind.Int => result.Integer,
            ValueKind.Double => result.Real,
            ValueKind.Bool => result.Integer != 0,
            _ => throw WrongResult(name, result, "a number"),
        };
    }

    /// <summary>Calls an operator for its effect, as the in-place ones; its results are dropped.</summary>
    public static void Run(string name, params ReadOnlySpan<Argument> arguments) => Invoke(name, arguments, null, 0);

    /// <summary>Throws the thread's last native error when <paramref name="status"/> is not zero.</summary>
    public static void Check(int status)
    {
        if (status != 0) throw LastError();
    }

    [SkipLocalsInit]
    private static void Invoke(string name, ReadOnlySpan<Argument> arguments, Value* results, int capacity)
    {
        var words = 0;
        foreach (ref readonly var argument in arguments) words += argument.Words;

        var onStack = stackalloc long[StackWords];
        var pinned = words > StackWords ? GC.AllocateUninitializedArray<long>(words, pinned: true) : null;
        var scratch = pinned ?? new Span<long>(onStack, StackWords);

        var values = stackalloc Value[arguments.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            var count = arguments[i].Words;
            values[i] = arguments[i].Write(scratch[..count]);
            scratch = scratch[count..];
        }

        Check(Native.tk_call(Find(name), values, arguments.Length, results, capacity));
        GC.KeepAlive(pinned);
    }

    private static nint Find(string name) => Operators.TryGetValue(name, out var op) ? op : Operators.GetOrAdd(name, LookUp);

    private static nint LookUp(string name)
    {
        var dot = name.IndexOf('.');
        var overload = dot < 0 ? "" : name[(dot + 1)..];
        var plain = dot < 0 ? name : name[..dot];
        var op = Native.tk_find(plain.Contains("::", StringComparison.Ordinal) ? plain : "aten::" + plain, overload);
        return op != 0 ? op : throw LastError();
    }

    private static Tensor ToTensor(string name, in Value result) =>
        result.Kind == ValueKind.Tensor ? new Tensor(result.Data) : throw WrongResult(name, result, "a tensor");

    private static ExternalException LastError() => new(Marshal.PtrToStringUTF8(Native.tk_error()));

    private static InvalidOperationException WrongResult(string name, in Value result, string wanted) =>
        new($"aten::{name} returned {result.Kind}, not {wanted}.");
}
