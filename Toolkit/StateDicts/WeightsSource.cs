namespace Toolkit.StateDicts;

/// <summary>Which part of a file weights were read from.</summary>
public sealed record WeightsSource
{
    /// <summary>
    /// The key of the checkpoint's dictionary that they lay under, as in <c>model</c>; keys in keys as in <c>model/state_dict</c>. Empty, the
    /// default, where they were the file's only content.
    /// </summary>
    public string Key { get; init; } = "";

    /// <summary>
    /// Keys of other weights in the same file, as in <c>model_ema</c>: what reads the file takes such a key. Empty by default.
    /// </summary>
    public IReadOnlyList<string> OtherKeys { get; init; } = [];

    /// <summary>For one file of several that hold the weights together: which it is, and what to read instead. Null by default.</summary>
    public string? Part { get; init; }

    /// <summary>All that is known, as in <c>from 'model'; the file has other weights under 'model_ema'; give that as the key to read them</c>; empty where nothing is.</summary>
    public override string ToString() => string.Join("; ", Facts());

    private IEnumerable<string> Facts()
    {
        if (Key != "") yield return $"from '{Key}'";
        if (OtherKeys.Count > 0)
            yield return $"the file has other weights under {string.Join(", ", OtherKeys.Select(key => $"'{key}'"))}; give that as the key to read them";
        if (Part is not null) yield return Part;
    }
}
