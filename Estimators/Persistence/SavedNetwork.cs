using System.IO.Compression;
using Toolkit.Images;
using Toolkit.Networks;
using Toolkit.StateDicts;

namespace Toolkit.Estimators.Persistence;

/// <summary>What the networks in a model archive have in common.</summary>
internal static class SavedNetwork
{
    public static void Write<TConfig>(ZipArchive archive, string path, TConfig config, StateDict weights)
    {
        archive.WriteJson(ConfigPath(path), config);
        archive.WriteEntry($"{path}/weights.safetensors", stream => Safetensors.Write(stream, weights));
    }

    public static TConfig ReadConfig<TConfig>(ZipArchive archive, string path) => archive.ReadJson<TConfig>(ConfigPath(path));

    public static StateDict ReadWeights(ZipArchive archive, string path) =>
        Safetensors.Read(new MemoryStream(archive.ReadEntry($"{path}/weights.safetensors")));

    /// <summary>The options to write: a seed says nothing about weights that are written beside it.</summary>
    public static NetworkOptions OptionsOf(Network network) => network.Options with { Seed = null };

    /// <summary>Builds a network and fills it with weights.</summary>
    /// <param name="architecture">Its name in the catalog.</param>
    /// <param name="classes">Outputs of the head.</param>
    /// <param name="options">The options that it was built with.</param>
    /// <param name="input">The images that it takes.</param>
    /// <param name="weights">Its weights.</param>
    /// <param name="load">Loads them, and throws where they do not fit.</param>
    public static Network Build(
        string architecture, int classes, NetworkOptions options, InputSpec input, StateDict weights, Action<Network> load)
    {
        CheckSize(options, weights);
        return PretrainedNetwork.Build(architecture, classes, options, network =>
        {
            load(network);
            NetworkInput.Check(network, input);
            network.InputSpec = input;
        });
    }

    public static void CheckBatchSize(int batchSize)
    {
        if (batchSize is < 1 or > ImageNetworkOptions.LargestBatch)
            throw new InvalidDataException($"Its batch size is {batchSize}, but must be 1 to {ImageNetworkOptions.LargestBatch}.");
    }

    // A network is built before its weights are found not to fit, so a lying description must not make us build a huge one.
    private static void CheckSize(NetworkOptions options, StateDict weights)
    {
        const int mostInputsPerByte = 25;
        var (side, width) = ((long)(options.ImageSize ?? 1), (long)(options.Width ?? 1));
        if (side > NetworkInput.LargestSide || side * side * width > mostInputsPerByte * weights.Values.Sum(tensor => (long)tensor.Bytes.Length))
            throw new InvalidDataException($"Its image size ({side}) and width ({width}) make a larger network than its weights fill.");
    }

    private static string ConfigPath(string stepPath) => $"{stepPath}/config.json";
}
