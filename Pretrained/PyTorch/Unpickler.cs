using System.Numerics;

namespace Toolkit.Pretrained.PyTorch;

/// <summary>
/// Reads the pickles that <c>torch.save</c> writes (protocols 2 to 5), as data. The machine has a stack and a memo; it knows tensors,
/// storages, containers, numbers and text, calls nothing but <see cref="PickleGlobals"/>, and refuses everything else.
/// Format: Python's <c>pickletools</c> documents every operation.
/// </summary>
/// <param name="source">Positioned at a pickle's first byte; afterwards behind its last.</param>
internal sealed class Unpickler(PickleSource source)
{
    // A state dict of 10,000 tensors takes some 400,000 operations; an object takes some 100 bytes.
    private const int MostOperations = 2_000_000;

    private readonly Dictionary<long, object?> memo = [];
    private readonly Stack<List<object?>> outerStacks = [];
    private List<object?> stack = [];

    /// <summary>The storages that the pickle names, by key.</summary>
    public Dictionary<string, PickleStorage> Storages { get; } = new(StringComparer.Ordinal);

    /// <summary>Reads one pickle.</summary>
    /// <returns>
    /// null, bool, long, <see cref="BigInteger"/>, double, string, byte[], <see cref="List{T}"/>, <see cref="PickleTuple"/>,
    /// <see cref="PickleDictionary"/>, <see cref="PickleTensor"/>, <see cref="PickleStorage"/>, <see cref="PickleGlobal"/> or
    /// <see cref="PickleOpaque"/>.
    /// </returns>
    /// <exception cref="InvalidDataException">It is cut off, malformed, or asks for something that is refused.</exception>
    public object? Load()
    {
        for (var count = 0; count < MostOperations; count++)
        {
            var operation = source.ReadByte();
            if (operation == (byte)PickleOperation.Stop) return Pop();
            if (!Scalar((PickleOperation)operation) && !Container((PickleOperation)operation) && !Object((PickleOperation)operation))
                throw new InvalidDataException(
                    $"The pickle has the operation 0x{operation:x2} at byte {source.Position - 1}, which torch.save does not write.");
        }
        throw new InvalidDataException($"The pickle has more than {MostOperations} operations; it is no state dict.");
    }

    private bool Scalar(PickleOperation operation)
    {
        switch (operation)
        {
            case PickleOperation.None: Push(null); break;
            case PickleOperation.NewTrue: Push(true); break;
            case PickleOperation.NewFalse: Push(false); break;
            case PickleOperation.BinInt: Push((long)source.ReadInt32()); break;
            case PickleOperation.BinInt1: Push((long)source.ReadByte()); break;
            case PickleOperation.BinInt2: Push((long)source.ReadUInt16()); break;
            case PickleOperation.Long1: Push(ReadLong(source.ReadByte())); break;
            case PickleOperation.Long4: Push(ReadLong(source.ReadInt32())); break;
            case PickleOperation.BinFloat: Push(source.ReadBigEndianDouble()); break;
            case PickleOperation.ShortBinUnicode or PickleOperation.ShortBinString: Push(source.ReadText(source.ReadByte())); break;
            case PickleOperation.BinUnicode: Push(source.ReadText((uint)source.ReadInt32())); break;
            case PickleOperation.BinString: Push(source.ReadText(source.ReadInt32())); break;
            case PickleOperation.BinUnicode8: Push(source.ReadText(source.ReadInt64())); break;
            case PickleOperation.ShortBinBytes: Push(source.ReadBytes(source.ReadByte())); break;
            case PickleOperation.BinBytes: Push(source.ReadBytes((uint)source.ReadInt32())); break;
            case PickleOperation.BinBytes8 or PickleOperation.ByteArray8: Push(source.ReadBytes(source.ReadInt64())); break;
            default: return false;
        }
        return true;
    }

    private bool Container(PickleOperation operation)
    {
        switch (operation)
        {
            case PickleOperation.Mark: outerStacks.Push(stack); stack = []; break;
            case PickleOperation.Pop: Pop(); break;
            case PickleOperation.PopMark: PopToMark(); break;
            case PickleOperation.Dup: Push(Top()); break;
            case PickleOperation.EmptyTuple: Push(new PickleTuple([])); break;
            case PickleOperation.Tuple1: PushTuple(1); break;
            case PickleOperation.Tuple2: PushTuple(2); break;
            case PickleOperation.Tuple3: PushTuple(3); break;
            case PickleOperation.Tuple: Push(new PickleTuple([.. PopToMark()])); break;
            case PickleOperation.EmptyList or PickleOperation.EmptySet: Push(new List<object?>()); break;
            case PickleOperation.List or PickleOperation.FrozenSet: Push(PopToMark()); break;
            case PickleOperation.Append: Append([Pop()]); break;
            case PickleOperation.Appends or PickleOperation.AddItems: Append(PopToMark()); break;
            case PickleOperation.EmptyDict: Push(new PickleDictionary()); break;
            case PickleOperation.Dict: MakeDictionary(PopToMark()); break;
            case PickleOperation.SetItem: SetItem(); break;
            case PickleOperation.SetItems: SetItems(PopToMark()); break;
            default: return false;
        }
        return true;
    }

    private bool Object(PickleOperation operation)
    {
        switch (operation)
        {
            case PickleOperation.Proto: CheckProtocol(source.ReadByte()); break;
            case PickleOperation.Frame: source.ReadInt64(); break;
            case PickleOperation.BinPut: memo[source.ReadByte()] = Top(); break;
            case PickleOperation.LongBinPut: memo[(uint)source.ReadInt32()] = Top(); break;
            case PickleOperation.Memoize: memo[memo.Count] = Top(); break;
            case PickleOperation.BinGet: Push(Recall(source.ReadByte())); break;
            case PickleOperation.LongBinGet: Push(Recall((uint)source.ReadInt32())); break;
            case PickleOperation.Global: Push(PickleGlobals.Find(source.ReadLine(), source.ReadLine())); break;
            case PickleOperation.StackGlobal: FindGlobalOnStack(); break;
            case PickleOperation.Reduce or PickleOperation.NewObj: Call(); break;
            case PickleOperation.Build: Build(); break;
            case PickleOperation.BinPersId: Push(FindStorage(Pop())); break;
            default: return false;
        }
        return true;
    }

    private static void CheckProtocol(byte protocol)
    {
        if (protocol is < 2 or > 5) throw new InvalidDataException($"The pickle has protocol {protocol}; 2 to 5 can be read.");
    }

    private object ReadLong(int bytes)
    {
        const int longest = 1024;
        if (bytes is < 0 or > longest)
            throw new InvalidDataException($"The pickle holds an integer of {bytes} bytes; at most {longest} are allowed.");
        var value = new BigInteger(source.ReadBytes(bytes));
        return value >= long.MinValue && value <= long.MaxValue ? (object)(long)value : value;
    }

    private object? Recall(long index) =>
        memo.TryGetValue(index, out var value) ? value : throw new InvalidDataException(
            $"The pickle recalls object {index}, which it has not stored.");

    private void PushTuple(int count)
    {
        var items = new object?[count];
        for (var i = count - 1; i >= 0; i--) items[i] = Pop();
        Push(new PickleTuple(items));
    }

    private void Append(List<object?> items)
    {
        if (Top() is List<object?> list) list.AddRange(items);
        else if (Top() is not PickleOpaque) throw Malformed("appends to something that is no list");
    }

    private void MakeDictionary(List<object?> items)
    {
        Push(new PickleDictionary());
        SetItems(items);
    }

    private void SetItem()
    {
        var value = Pop();
        var key = Pop();
        SetItems([key, value]);
    }

    private void SetItems(List<object?> items)
    {
        if (items.Count % 2 != 0) throw Malformed("has a key without a value");
        if (Top() is PickleOpaque) return;
        if (Top() is not PickleDictionary dictionary) throw Malformed("sets an item of something that is no dictionary");
        for (var i = 0; i < items.Count; i += 2) dictionary.Set(items[i], items[i + 1]);
    }

    private void FindGlobalOnStack()
    {
        if (Pop() is not string name || Pop() is not string module) throw Malformed("names a class by something that is no text");
        Push(PickleGlobals.Find(module, name));
    }

    private void Call()
    {
        if (Pop() is not PickleTuple arguments) throw Malformed("calls something without arguments");
        if (Pop() is not PickleGlobal callee) throw Malformed("calls something that is no function");
        Push(callee.Call(arguments.Items));
    }

    // The state is an attribute such as a state dict's _metadata or what an opaque object holds: nothing here needs it.
    private void Build()
    {
        Pop();
        if (Top() is not (PickleDictionary or PickleTensor or PickleOpaque)) throw Malformed("gives a state to something that has none");
    }

    // ('storage', class, key, location, number of elements[, view]); a view has been None since PyTorch 0.4
    private PickleStorage FindStorage(object? id)
    {
        if (id is not PickleTuple { Items: ["storage", PickleGlobal { ElementType: { } type }, string key, _, long elements, .. var rest] })
            throw Malformed("refers to something outside that is no storage");
        if (rest is not ([] or [null]))
            throw new InvalidDataException(
                "The file has storages that are views, as PyTorch wrote before 0.4. Save it again with a later PyTorch.");
        if (elements < 0) throw Malformed($"has a storage of {elements} elements");
        var storage = new PickleStorage(key, type, elements);
        if (!Storages.TryAdd(key, storage) && Storages[key].ByteLength != storage.ByteLength)
            throw Malformed($"gives storage '{key}' two lengths");
        return storage;
    }

    private void Push(object? value) => stack.Add(value);

    private object? Top() => stack.Count > 0 ? stack[^1] : throw Malformed("needs an object where there is none");

    private object? Pop()
    {
        var value = Top();
        stack.RemoveAt(stack.Count - 1);
        return value;
    }

    private List<object?> PopToMark()
    {
        if (outerStacks.Count == 0) throw Malformed("closes a group that it has not opened");
        var items = stack;
        stack = outerStacks.Pop();
        return items;
    }

    private InvalidDataException Malformed(string what) => new($"The pickle is malformed: before byte {source.Position} it {what}.");
}
