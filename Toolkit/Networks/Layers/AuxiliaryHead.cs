using Toolkit.Networks.Architectures;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Networks.Layers;

/// <summary>A classifier on a feature map in the middle of a network; its last layer is linear.</summary>
internal abstract class AuxiliaryHead : nn.Module<Tensor, Tensor>
{
    private readonly double lastStd;

    /// <param name="name">Name of the class.</param>
    /// <param name="lastLayerName">Name of the last layer.</param>
    /// <param name="lastStd">Standard deviation of the last layer's initial weights.</param>
    protected AuxiliaryHead(string name, string lastLayerName, double lastStd) : base(name) =>
        (LastLayerName, this.lastStd) = (lastLayerName, lastStd);

    public string LastLayerName { get; }

    protected Linear Last => (Linear)named_children().Single(child => child.name == LastLayerName).module;

    /// <summary>Puts a fresh last layer in the place of the present one.</summary>
    public void ReplaceLast(int classes)
    {
        var old = Last;
        register_module(LastLayerName, null!);
        RegisterLast(old.weight!.shape[1], classes, old.weight.device);
        old.Dispose();
    }

    protected void RegisterLast(long inputs, int classes, Device? device = null)
    {
        register_module(LastLayerName, Layer.Linear(inputs, classes, device: device));
        InitializeLast();
    }

    /// <summary>Draws the last layer's weights, without torchvision's truncation at ±2: see <see cref="VisionTransformerInitialization"/>.</summary>
    public void InitializeLast() => nn.init.normal_(Last.weight!, 0, lastStd);
}
