using Toolkit.StateDicts;

namespace Toolkit.Pretrained.PyTorch;

/// <summary>Finds the state dict in what a training script has saved, which often holds an optimizer and an epoch too.</summary>
internal static class StateDictFinder
{
    private const int DeepestWrapping = 3;

    private static readonly string[] WrapperKeys = ["state_dict", "model_state_dict", "model_state", "model", "network", "net", "weights"];

    /// <summary>Reads the tensors of the state dict: the object itself, or what lies under one of the usual keys.</summary>
    /// <exception cref="InvalidDataException">There is none, or a tensor is malformed.</exception>
    public static StateDict Find(object? root, TensorAssembler assembler)
    {
        if (root is not PickleDictionary top)
            throw new InvalidDataException("It holds no dictionary. Save the weights in Python: torch.save(model.state_dict(), path).");
        var found = Search(top, DeepestWrapping) ?? throw new InvalidDataException(
            $"It holds no state dict. Its keys are {Describe(top)}; tensors are looked for there, and under "
            + $"{string.Join(", ", WrapperKeys)}. "
            + "Save the weights in Python: torch.save(model.state_dict(), path).");
        var weights = new StateDict();
        foreach (var (name, value) in found.Entries)
            if (value is PickleTensor tensor)
                weights.Add(name, assembler.Assemble(name, tensor));
        return weights;
    }

    // Wrappers come first: a script may keep a tensor (its best accuracy, say) beside the state dict.
    private static PickleDictionary? Search(PickleDictionary dictionary, int depth)
    {
        if (depth > 0)
            foreach (var key in WrapperKeys)
                if (dictionary.Get(key) is PickleDictionary inner && Search(inner, depth - 1) is { } found)
                    return found;
        return dictionary.Entries.Any(x => x.Value is PickleTensor) ? dictionary : null;
    }

    private static string Describe(PickleDictionary dictionary)
    {
        const int most = 20;
        var keys = dictionary.Entries.Take(most).Select(x => $"'{x.Key}'").ToList();
        if (keys.Count == 0) return "none";
        return string.Join(", ", keys) + (dictionary.Entries.Count() > most ? ", …" : "");
    }
}
