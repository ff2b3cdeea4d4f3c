using Toolkit.StateDicts;

namespace Toolkit.Pretrained.PyTorch;

/// <summary>Finds the state dict in what a training script has saved, which often holds an optimizer, an epoch and an average of the weights too.</summary>
internal sealed class StateDictFinder
{
    private const int DeepestWrapping = 3;

    private static readonly string[] WrapperKeys =
    [
        "state_dict", "model_state_dict", "model_state", "model", "network", "net", "module", "weights", "params", "student", "online_model",
        "backbone", "encoder",
    ];

    private readonly List<(string Key, PickleDictionary Content)> found = [];
    private readonly HashSet<PickleDictionary> seen = new(ReferenceEqualityComparer.Instance);

    private StateDictFinder()
    {
    }

    /// <summary>Reads the tensors of a state dict: the object itself, or what lies under one of the usual keys.</summary>
    /// <param name="root">What the file holds.</param>
    /// <param name="assembler">Reads tensors.</param>
    /// <param name="key">The key to look under; null: the usual ones, and one that is no average before others.</param>
    /// <exception cref="InvalidDataException">There is none, or a tensor is malformed.</exception>
    public static StateDict Find(object? root, TensorAssembler assembler, string? key)
    {
        if (root is not PickleDictionary top)
            throw new InvalidDataException("It holds no dictionary. Save the weights in Python: torch.save(model.state_dict(), path).");
        var all = In(top, "");
        var (chosen, content) = key is null ? all.FirstOrDefault() : Under(top, key).FirstOrDefault();
        if (content is null) throw Missing(top, key, all.Select(x => x.Key));
        var weights = new StateDict { Source = SourceOf(chosen, all.Where(x => x.Content != content).Select(x => x.Key)) };
        foreach (var (name, value) in content.Entries)
            if (value is PickleTensor tensor)
                weights.Add(name, assembler.Assemble(name, tensor));
        return weights;
    }

    /// <summary>All that may be state dicts, the trained weights before their averages.</summary>
    private static List<(string Key, PickleDictionary Content)> In(PickleDictionary top, string path)
    {
        var finder = new StateDictFinder();
        finder.Search(top, path, DeepestWrapping);
        return [.. finder.found.OrderBy(x => AveragedWeights.IsNamed(x.Key[path.Length..]))];
    }

    private static IEnumerable<(string Key, PickleDictionary Content)> Under(PickleDictionary top, string key)
    {
        object? inner = top;
        foreach (var step in key.Split('/')) inner = (inner as PickleDictionary)?.Get(step);
        return inner is PickleDictionary dictionary ? In(dictionary, key) : [];
    }

    private void Search(PickleDictionary dictionary, string path, int depth)
    {
        if (!seen.Add(dictionary)) return;
        var before = found.Count;
        if (depth > 0)
            foreach (var (key, inner) in Wrapped(dictionary))
                Search(inner, path == "" ? key : $"{path}/{key}", depth - 1);

        // A script may keep a tensor (its best accuracy, say) beside the state dict.
        var most = found.Skip(before).Select(x => TensorsOf(x.Content)).DefaultIfEmpty(0).Max();
        var own = TensorsOf(dictionary);
        if (own > 0 && 2 * own >= most) found.Add((path, dictionary));
    }

    private static IEnumerable<(string Key, PickleDictionary Inner)> Wrapped(PickleDictionary dictionary)
    {
        var averages = dictionary.Entries.Select(x => x.Key).Where(AveragedWeights.IsNamed);
        foreach (var key in WrapperKeys.Concat(averages))
            if (dictionary.Get(key) is PickleDictionary inner)
                yield return (key, inner);
    }

    private static int TensorsOf(PickleDictionary dictionary) => dictionary.Entries.Count(x => x.Value is PickleTensor);

    private static WeightsSource? SourceOf(string key, IEnumerable<string> others)
    {
        string[] otherKeys = [.. others.Where(other => other != "")];
        return key == "" && otherKeys.Length == 0 ? null : new WeightsSource { Key = key, OtherKeys = otherKeys };
    }

    private static InvalidDataException Missing(PickleDictionary top, string? key, IEnumerable<string> found) => new(
        key is null
            ? $"It holds no state dict. Its keys are {Describe(top.Entries.Select(x => x.Key))}; tensors are looked for there, and under "
                + $"{string.Join(", ", WrapperKeys)}. Name another key that holds them, or save the weights in Python: torch.save(model.state_dict(), path)."
            : $"It holds no state dict under the key '{key}'. It has some under {Describe(found.Where(x => x != ""))}; its keys are "
                + $"{Describe(top.Entries.Select(x => x.Key))}. Keys in keys are written as in 'model/state_dict'.");

    private static string Describe(IEnumerable<string> keys)
    {
        const int most = 20;
        string[] shown = [.. keys.Take(most + 1).Select(key => $"'{key}'")];
        return shown.Length == 0 ? "none" : string.Join(", ", shown.Take(most)) + (shown.Length > most ? ", …" : "");
    }
}
