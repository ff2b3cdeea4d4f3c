using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Samples.Classics.Networks;

/// <summary>Initial weights of convolutions and linear layers that experiments ask for. Drawn from torch's generator as it stands.</summary>
internal static class InitialWeights
{
    /// <summary>Glorot and Bengio's (2010) uniform distribution, also called Xavier's; biases stay.</summary>
    public static void Xavier(nn.Module network) => Draw(network, weight => nn.init.xavier_uniform_(weight));

    /// <summary>He et al.'s (2015) normal distribution for ReLU over the inputs, also called Kaiming's; biases stay.</summary>
    public static void Kaiming(nn.Module network) =>
        Draw(network, weight => nn.init.kaiming_normal_(weight, 0, nn.init.FanInOut.FanIn, nn.init.NonlinearityType.ReLU));

    private static void Draw(nn.Module network, Action<Tensor> draw)
    {
        foreach (var layer in network.modules())
        {
            if (layer is Conv2d convolution) draw(convolution.weight!);
            else if (layer is Linear linear) draw(linear.weight!);
        }
    }
}
