using System.Text;
using Toolkit.Networks;

namespace Toolkit.StateDicts;

/// <summary>A parameter or buffer, and its shape.</summary>
/// <param name="Name">Full name, as in <c>layer1.0.bn1.running_mean</c>.</param>
/// <param name="Shape">Its sizes.</param>
public sealed record KeyShape(string Name, IReadOnlyList<long> Shape)
{
    /// <summary>As in <c>conv1.weight [64, 3, 7, 7]</c>.</summary>
    public override string ToString() => $"{Name} {TensorData.Describe(Shape)}";
}

/// <summary>A parameter or buffer that is not the same in network and weights.</summary>
/// <param name="Name">Full name.</param>
/// <param name="NetworkType">Type of the network's elements.</param>
/// <param name="NetworkShape">Sizes in the network.</param>
/// <param name="WeightsType">Type of the weights' elements.</param>
/// <param name="WeightsShape">Sizes in the weights.</param>
public sealed record KeyDifference(
    string Name, ElementType NetworkType, IReadOnlyList<long> NetworkShape, ElementType WeightsType, IReadOnlyList<long> WeightsShape)
{
    /// <summary>Name and both types and shapes.</summary>
    public override string ToString() =>
        $"{Name}: {NetworkType} {TensorData.Describe(NetworkShape)} in the network, {WeightsType} "
        + $"{TensorData.Describe(WeightsShape)} in the weights";
}

/// <summary>A parameter that was made to fit.</summary>
/// <param name="Difference">How network and weights differed.</param>
/// <param name="How">What was done, in words.</param>
public sealed record KeyAdaptation(KeyDifference Difference, string How)
{
    /// <summary>The difference and what was done about it.</summary>
    public override string ToString() => $"{Difference}; {How}";
}

/// <summary>What became of every parameter and buffer of a network, and of every tensor of the weights.</summary>
public sealed record LoadReport
{
    /// <summary>Which of a file's weights these are; null where they came from none, or were its only content.</summary>
    public WeightsSource? Source { get; init; }

    /// <summary>
    /// What was taken off the beginning of the weights' names, as in <c>_orig_mod.</c> or <c>model.</c>; empty where nothing was.
    /// </summary>
    public required string Prefix { get; init; }

    /// <summary>
    /// What was taken out of the middle of names, as <c>module</c> out of <c>features.module.0.weight</c>. Empty by default.
    /// </summary>
    public IReadOnlyList<string> InnerWrappers { get; init; } = [];

    /// <summary>
    /// Tensors whose names lack the <see cref="Prefix"/> that the network's have, such as a loss's weights, a metric's counts, or a second copy
    /// of the network. They are not loaded, and no error. Empty by default.
    /// </summary>
    public IReadOnlyList<KeyShape> Beside { get; init; } = [];

    /// <summary>Names of all that were taken over, the adapted ones included.</summary>
    public required IReadOnlyList<string> Loaded { get; init; }

    /// <summary>Those of <see cref="Loaded"/> that were made to fit.</summary>
    public required IReadOnlyList<KeyAdaptation> Adapted { get; init; }

    /// <summary>Parameters of the last layer that stayed fresh, since the number of classes differs or the options say so.</summary>
    public required IReadOnlyList<KeyShape> Fresh { get; init; }

    /// <summary>
    /// The network's batch counters that the weights lack, as files from before PyTorch 0.4.1 do. They stayed as they were.
    /// </summary>
    public required IReadOnlyList<string> MissingCounters { get; init; }

    /// <summary>
    /// In the weights, but left out on purpose, as <see cref="LoadOptions.LeaveOut"/> or the catalog says
    /// (<see cref="WeightsEntry.PartialFits"/>).
    /// </summary>
    public required IReadOnlyList<KeyShape> LeftOut { get; init; }

    /// <summary>In the network, but not in the weights.</summary>
    public required IReadOnlyList<KeyShape> Missing { get; init; }

    /// <summary>In the weights, but not in the network.</summary>
    public required IReadOnlyList<KeyShape> Unexpected { get; init; }

    /// <summary>In both, but with another shape, or integers in one and floating-point numbers in the other.</summary>
    public required IReadOnlyList<KeyDifference> Mismatched { get; init; }

    /// <summary>Every list that is not empty, a line for each name in it.</summary>
    public override string ToString()
    {
        var text = new StringBuilder($"{Loaded.Count} tensors loaded");
        if (Source?.ToString() is { Length: > 0 } source) text.Append($" ({source})");
        if (Prefix != "") text.Append($", without the '{Prefix}' before their names");
        if (InnerWrappers.Count > 0) text.Append($", without '{string.Join("', '", InnerWrappers)}' in their names");
        if (Beside.Count > 0) text.Append($"\n{Beside.Count} beside the network, not loaded: {string.Join(", ", Groups(Beside))}");
        Append(text, "made to fit", Adapted);
        Append(text, "left fresh in the last layer", Fresh);
        if (MissingCounters.Count > 0) text.Append($"\n{MissingCounters.Count} batch counters missing, left as they were");
        Append(text, "left out of the weights", LeftOut);
        Append(text, "missing: in the network, but not in the weights", Missing);
        Append(text, "unexpected: in the weights, but not in the network", Unexpected);
        Append(text, "of the wrong shape or type", Mismatched);
        return text.ToString();
    }

    // A second copy of the network is one line, not hundreds.
    private static IEnumerable<string> Groups(IEnumerable<KeyShape> keys) => keys
        .GroupBy(key => key.Name.Split('.')[0])
        .Select(group => group.ToList() is [var only] ? only.ToString() : $"{group.Key}.* ({group.Count()} tensors)");

    private static void Append<T>(StringBuilder text, string heading, IReadOnlyList<T> items)
    {
        if (items.Count == 0) return;
        text.Append($"\n{items.Count} {heading}:");
        foreach (var item in items) text.Append($"\n  {item}");
    }
}
