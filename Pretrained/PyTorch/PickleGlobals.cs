using Toolkit.StateDicts;

namespace Toolkit.Pretrained.PyTorch;

/// <summary>
/// The only classes and functions that a checkpoint may name. Each is a small function of our own; nothing in a file is
/// looked up anywhere else, so that nothing in it can run.
/// </summary>
internal static class PickleGlobals
{
    private const string RebuildFromTypeName = "torch._tensor._rebuild_from_type_v2";

    private static readonly Dictionary<string, PickleGlobal> Known = All().ToDictionary(x => x.Name, StringComparer.Ordinal);

    /// <summary>The class or function of that name.</summary>
    /// <exception cref="InvalidDataException">It is not one that a state dict needs.</exception>
    public static PickleGlobal Find(string module, string name)
    {
        if (Known.TryGetValue($"{module}.{name}", out var known)) return known;
        throw new InvalidDataException(
            $"The file asks for '{module}.{name}', which is refused: a checkpoint may hold tensors, numbers, text, lists and dictionaries "
            + "only. Nothing was run. If you trust the file, save its weights alone in Python: torch.save(model.state_dict(), path). Of a file that holds the whole "
            + "network (torch.save(model, path)), its own classes included, that is: torch.save(torch.load(path).state_dict(), new_path).");
    }

    private static IEnumerable<PickleGlobal> All() =>
    [
        new("torch._utils._rebuild_tensor", RebuildTensor),
        new("torch._utils._rebuild_tensor_v2", RebuildTensor),
        new("torch._utils._rebuild_tensor_v3", RebuildTensorOfType),
        new("torch._utils._rebuild_parameter", args => Argument<PickleTensor>(args, 0)),
        new("torch._utils._rebuild_parameter_with_state", args => Argument<PickleTensor>(args, 0)),
        new(RebuildFromTypeName, RebuildFromType),
        new("collections.OrderedDict", MakeDictionary),
        new("collections.defaultdict", MakeDictionary),
        new("collections.Counter", MakeDictionary),
        .. StorageClasses(),
        .. Dtypes(),
        .. InertNames().Select(x => new PickleGlobal(x, _ => PickleOpaque.Instance)),
    ];

    private static IEnumerable<PickleGlobal> StorageClasses()
    {
        (string Name, ElementType Type)[] classes =
        [
            ("HalfStorage", ElementType.Float16), ("BFloat16Storage", ElementType.BFloat16), ("FloatStorage", ElementType.Float32),
            ("DoubleStorage", ElementType.Float64), ("CharStorage", ElementType.Int8), ("ShortStorage", ElementType.Int16),
            ("IntStorage", ElementType.Int32), ("LongStorage", ElementType.Int64), ("ByteStorage", ElementType.UInt8),
            ("BoolStorage", ElementType.Bool), ("UntypedStorage", ElementType.UInt8),
        ];
        return from module in new[] { "torch", "torch.cuda", "torch.storage" }
               from storage in classes
               select new PickleGlobal($"{module}.{storage.Name}", _ => PickleOpaque.Instance, storage.Type);
    }

    private static IEnumerable<PickleGlobal> Dtypes() =>
        from type in Enum.GetValues<ElementType>()
        select new PickleGlobal($"torch.{type.ToString().ToLowerInvariant()}", _ => PickleOpaque.Instance, type);

    // What training scripts keep beside the weights: arguments, numpy numbers, devices, dates. Python runs code for none of these.
    private static IEnumerable<string> InertNames() =>
    [
        "torch.Tensor", "torch.nn.parameter.Parameter", "torch.Size", "torch.device", "torch.torch_version.TorchVersion",
        "argparse.Namespace", "types.SimpleNamespace", "pathlib.PosixPath", "pathlib.WindowsPath", "pathlib.PurePosixPath",
        "datetime.datetime", "datetime.date", "datetime.timedelta", "_codecs.encode",
        "numpy.ndarray", "numpy.dtype",
        .. from module in new[] { "numpy.core.multiarray", "numpy._core.multiarray" }
           from name in new[] { "scalar", "_reconstruct" }
           select $"{module}.{name}",
        .. from module in new[] { "builtins", "__builtin__" }
           from name in new[]
           {
               "object", "dict", "list", "tuple", "set", "frozenset", "int", "long", "float", "complex", "bool",
               "str", "unicode", "bytes", "bytearray",
           }
           select $"{module}.{name}",
    ];

    // (storage, offset, shape, strides, …)
    private static PickleTensor RebuildTensor(object?[] args)
    {
        var storage = Argument<PickleStorage>(args, 0);
        return new PickleTensor(storage, storage.Type, Argument<long>(args, 1), Sizes(args, 2), Sizes(args, 3));
    }

    // (storage of bytes, offset, shape, strides, requires_grad, hooks, dtype, …)
    private static PickleTensor RebuildTensorOfType(object?[] args)
    {
        var type = Argument<PickleGlobal>(args, 6).ElementType
            ?? throw new InvalidDataException("A tensor's dtype is not one.");
        return RebuildTensor(args) with { Type = type };
    }

    // (function, class, its arguments, state): a tensor with attributes. Nested without end, it would exhaust the stack.
    private static object? RebuildFromType(object?[] args)
    {
        var function = Argument<PickleGlobal>(args, 0);
        if (function.Name == RebuildFromTypeName) throw new InvalidDataException("A tensor is described by way of itself.");
        return function.Call(Argument<PickleTuple>(args, 2).Items);
    }

    // () or ([(key, value), …]), or a defaultdict's (factory)
    private static PickleDictionary MakeDictionary(object?[] args)
    {
        var dictionary = new PickleDictionary();
        if (args is not [List<object?> pairs]) return dictionary;
        foreach (var pair in pairs)
        {
            var items = pair is PickleTuple tuple ? tuple.Items : pair is List<object?> list ? [.. list] : [];
            if (items.Length != 2) throw new InvalidDataException("An OrderedDict is made of something other than pairs.");
            dictionary.Set(items[0], items[1]);
        }
        return dictionary;
    }

    private static long[] Sizes(object?[] args, int index)
    {
        const int mostDimensions = 64;
        var items = Argument<PickleTuple>(args, index).Items;
        if (items.Length > mostDimensions)
            throw new InvalidDataException($"A tensor has {items.Length} dimensions; at most {mostDimensions} are allowed.");
        return [.. items.Select(x => x is long size ? size : throw new InvalidDataException(
            "A tensor's shape holds something that is not an integer."))];
    }

    private static T Argument<T>(object?[] args, int index) =>
        index < args.Length && args[index] is T value
            ? value
            : throw new InvalidDataException($"Argument {index} of a tensor's description is not what PyTorch writes there.");
}
