using Toolkit.LibTorch;
using static TorchSharp.torch;

namespace Toolkit.Benchmarks.Parts;

/// <summary>Random feature maps for parts that are measured as in a training run.</summary>
internal static class RandomMaps
{
    /// <summary>Loads libtorch, and lets freed memory be used again.</summary>
    public static void Prepare()
    {
        TorchLibrary.Load();
        MemoryReuse.Enable();
    }

    /// <summary>Maps with the channels last.</summary>
    /// <param name="shape">Images, channels, and the maps' side: "64×128×8".</param>
    public static Tensor Of(string shape)
    {
        var sizes = shape.Split('×').Select(long.Parse).ToArray();
        return ChannelsLastFormat.Of(randn(sizes[0], sizes[1], sizes[2], sizes[2]));
    }
}
