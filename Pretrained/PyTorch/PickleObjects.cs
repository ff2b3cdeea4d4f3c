using Toolkit.StateDicts;

namespace Toolkit.Pretrained.PyTorch;

/// <summary>A class or function that a pickle names. Only those of <see cref="PickleGlobals"/> ever become one.</summary>
/// <param name="Name">Module and name, as in <c>collections.OrderedDict</c>.</param>
/// <param name="Call">What calling it yields.</param>
/// <param name="ElementType">The type of the elements, for a storage class or a dtype.</param>
internal sealed record PickleGlobal(string Name, Func<object?[], object?> Call, ElementType? ElementType = null);

/// <summary>An object that only its pickle's author needs (an optimizer's settings, say). It holds nothing and does nothing.</summary>
internal sealed class PickleOpaque
{
    public static PickleOpaque Instance { get; } = new();
}

/// <summary>A Python tuple; a list is a <see cref="List{T}"/>.</summary>
internal sealed record PickleTuple(object?[] Items);

/// <summary>A Python dictionary of any kind. Entries whose keys are not strings are only counted: nothing here needs them.</summary>
internal sealed class PickleDictionary
{
    private OrderedDictionary<string, object?>? entries;

    /// <summary>The entries with string keys, in the order of insertion.</summary>
    public IEnumerable<KeyValuePair<string, object?>> Entries => entries ?? Enumerable.Empty<KeyValuePair<string, object?>>();

    /// <summary>Number of entries set with a key that is not a string.</summary>
    public int OtherEntries { get; private set; }

    public void Set(object? key, object? value)
    {
        if (key is string name) (entries ??= new(StringComparer.Ordinal))[name] = value;
        else OtherEntries++;
    }

    public object? Get(string key) => entries is not null && entries.TryGetValue(key, out var value) ? value : null;
}

/// <summary>A block of elements that lies outside the pickle and that tensors are views of.</summary>
/// <param name="Key">Its name in the file.</param>
/// <param name="Type">Type of its elements.</param>
/// <param name="Elements">Number of its elements.</param>
internal sealed record PickleStorage(string Key, ElementType Type, long Elements)
{
    /// <summary>Bytes of the storage.</summary>
    public Int128 ByteLength => (Int128)Elements * Type.Size();
}

/// <summary>A tensor as the file describes it: a strided view of a storage. Nothing of it has been checked or read.</summary>
/// <param name="Storage">Where the elements lie.</param>
/// <param name="Type">Type of the elements.</param>
/// <param name="Offset">First element, counted in elements from the start of the storage.</param>
/// <param name="Shape">The sizes.</param>
/// <param name="Strides">Elements from one index to the next, per dimension.</param>
internal sealed record PickleTensor(PickleStorage Storage, ElementType Type, long Offset, long[] Shape, long[] Strides);
