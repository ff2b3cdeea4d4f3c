using Toolkit.Networks.Tracing;

namespace Toolkit.Networks.Layers;

/// <summary>
/// The shortcut without parameters (option A of He et al. 2015): takes rows and columns at the stride's distance and puts half of the new
/// channels, which are zero, before the others, half after them.
/// </summary>
/// <param name="stride">1 or 2.</param>
/// <param name="newChannels">How many channels come in addition, an even number.</param>
internal sealed class PaddedShortcut(int stride, int newChannels) : TracedModule(nameof(PaddedShortcut))
{
    public override TracedTensor Run(TracedTensor input) => input.EveryNth(stride).Pad(0, 0, 0, 0, newChannels / 2, newChannels / 2);
}
