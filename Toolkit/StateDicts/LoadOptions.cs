using Toolkit.Networks;

namespace Toolkit.StateDicts;

/// <summary>What may differ between weights and network. By default only the number of classes may.</summary>
public sealed record LoadOptions
{
    /// <summary>
    /// What the names of the network's tensors begin with in the weights, its dot included, as in <c>ema.</c>; empty for nothing. Null, the default:
    /// it is found. Of several copies of the network that is the one which is no average (named <c>ema</c>, <c>swa</c>, <c>teacher</c> or the
    /// like), with the most of its tensors, the first; <see cref="LoadReport.Prefix"/> and <see cref="LoadReport.Beside"/> tell.
    /// </summary>
    public string? Prefix { get; init; }

    /// <summary>Keeps the network's own, fresh last layer even where the weights' would fit, or have none. Default false.</summary>
    public bool FreshHead { get; init; }

    /// <summary>
    /// Modules of the weights that are not used, by their full names, as in <c>layer4.2</c>, the third block of a stage that has two in the
    /// network. Their tensors are listed in <see cref="LoadReport.LeftOut"/>. Empty by default; where the catalog knows what a
    /// network has no place for (<see cref="WeightsEntry.PartialFits"/>), that is added.
    /// </summary>
    public IReadOnlyList<string> LeaveOut
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(LeaveOut), "LeaveOut must not be null. Leave it out for no modules.");
    } = [];

    /// <summary>Lets parameters and buffers that the weights lack stay as they are in the network. Default false.</summary>
    public bool AllowMissing { get; init; }

    /// <summary>Passes over tensors that the network has no place for. Default false.</summary>
    public bool AllowUnexpected { get; init; }

    /// <summary>Lets parameters whose shape or kind of type differs stay as they are in the network. Default false.</summary>
    public bool AllowMismatched { get; init; }

    /// <summary>
    /// First row and column, counted from 0, that are kept of the first convolution's kernels where the network's are smaller, as AlexNet's
    /// 11×11 are cut to 3×3 for 32×32 images. Null, the default, keeps the centre (rows and columns 4 to 6 of 11). At least 0; the kept
    /// part must lie within the kernel.
    /// </summary>
    public int? CropOffset { get; init; }
}
