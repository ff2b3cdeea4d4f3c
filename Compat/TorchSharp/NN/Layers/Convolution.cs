using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What all convolution layers share.</summary>
public abstract class Convolution : nn.Module<Tensor, Tensor>
{
    public readonly long input_channels;

    private protected Convolution(string name, long input_channels) : base(name) => this.input_channels = input_channels;

    /// <summary>
    /// True when the input has the spatial <paramref name="dimensions"/>, the right channels, and at most a batch dimension
    /// besides.
    /// </summary>
    protected bool ValidateShape(Tensor input, long dimensions)
    {
        var shape = input.shape;
        var channelAxis = shape.Length - dimensions - 1;
        return channelAxis is 0 or 1 && shape[channelAxis] == input_channels;
    }
}
