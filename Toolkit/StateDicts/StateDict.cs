using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Toolkit.StateDicts;

/// <summary>
/// A network's parameters and buffers by name, in the order in which they were added: what PyTorch calls a state dict.
/// </summary>
public sealed class StateDict : IReadOnlyDictionary<string, TensorData>
{
    private readonly OrderedDictionary<string, TensorData> tensors = new(StringComparer.Ordinal);

    /// <summary>Free text that came with the file, or goes into it (safetensors' <c>__metadata__</c>). Empty by default.</summary>
    public IDictionary<string, string> Metadata { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Which part of their file the tensors are; null where they come from none, or were its only content.</summary>
    public WeightsSource? Source { get; internal set; }

    /// <summary>The tensor of a name; setting it replaces the tensor in its place or adds it at the end.</summary>
    /// <exception cref="KeyNotFoundException">There is no tensor of that name.</exception>
    public TensorData this[string key]
    {
        get => tensors.TryGetValue(key, out var tensor) ? tensor : throw new KeyNotFoundException($"The state dict has no tensor '{key}'.");
        set => tensors[key] = value;
    }

    /// <inheritdoc/>
    public IEnumerable<string> Keys => tensors.Keys;

    /// <inheritdoc/>
    public IEnumerable<TensorData> Values => tensors.Values;

    /// <inheritdoc/>
    public int Count => tensors.Count;

    /// <summary>Adds a tensor at the end.</summary>
    /// <exception cref="ArgumentException">There is a tensor of that name already.</exception>
    public void Add(string key, TensorData tensor)
    {
        if (!tensors.TryAdd(key, tensor))
            throw new ArgumentException($"There is a tensor named '{key}' already. Give this one another name, or set it by the indexer.");
    }

    /// <inheritdoc/>
    public bool ContainsKey(string key) => tensors.ContainsKey(key);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out TensorData value) => tensors.TryGetValue(key, out value);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, TensorData>> GetEnumerator() => tensors.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Does nothing for weights that are numbers: others are of no use, and would be noticed only when somebody predicts with them.</summary>
    /// <param name="network">What messages call their network.</param>
    /// <exception cref="InvalidOperationException">A tensor has an infinite element or one that is not a number; the message names it.</exception>
    public void RequireFinite(string network)
    {
        var damaged = tensors.FirstOrDefault(entry => !entry.Value.IsFinite).Key;
        if (damaged is null) return;
        throw new InvalidOperationException(
            $"'{damaged}' of {network} has values that are not finite, so it is not saved: its training diverged, or its file is damaged. Train it anew with "
            + "a lower learning rate, or load the weights from another file.");
    }

    /// <summary>
    /// The same tensors with <paramref name="prefix"/> cut from every name, or this state dict itself where a name lacks it.
    /// DataParallel, for one, puts <c>module.</c> before every name.
    /// </summary>
    public StateDict WithoutPrefix(string prefix)
    {
        if (Count == 0 || !Keys.All(key => key.StartsWith(prefix, StringComparison.Ordinal) && key.Length > prefix.Length)) return this;
        var renamed = new StateDict { Source = Source };
        foreach (var (key, value) in Metadata) renamed.Metadata.Add(key, value);
        foreach (var (key, tensor) in this) renamed.Add(key[prefix.Length..], tensor);
        return renamed;
    }
}
