using Toolkit.Images;
using Toolkit.Networks;
using Toolkit.StateDicts;

namespace Toolkit.Pretrained;

/// <summary>How weights of the catalog get into a network, which may be another one than theirs.</summary>
internal static class EntryFit
{
    /// <summary>What is known to differ, allowed beside what the caller allows.</summary>
    public static LoadOptions OptionsFor(Network network, WeightsEntry entry, LoadOptions? options)
    {
        options ??= new LoadOptions();
        return options with
        {
            FreshHead = options.FreshHead || entry.Classes == 0,
            LeaveOut = [.. options.LeaveOut, .. entry.LeftOutOf(network.Architecture)],
        };
    }

    /// <summary>The images that a network expects once it has an entry's weights.</summary>
    public static InputSpec SpecFor(Network network, WeightsEntry entry)
    {
        var (own, spec) = (network.InputSpec, entry.InputSpec);
        if (own.Channels != spec.Channels)
            spec = spec with { Channels = own.Channels, Mean = [spec.Mean.Average()], Std = [spec.Std.Average()] };
        if (network.Options.TransformInput is true) spec = spec with { Mean = own.Mean, Std = own.Std };
        var isVariant = !entry.Network.Equals(network.Architecture, StringComparison.OrdinalIgnoreCase);
        var isOfAnotherSize = network.FixedSize is { } size && size != spec.Height;
        return isVariant || isOfAnotherSize
            ? own with { Mean = spec.Mean, Std = spec.Std, Interpolation = spec.Interpolation }
            : spec;
    }
}
