using System.IO.Compression;
using Toolkit.Estimators.Persistence;
using Toolkit.Estimators.Scoring;
using Toolkit.Images;
using Toolkit.Networks;

namespace Toolkit.Estimators;

public sealed partial class ImageRegressionTransformer
{
    internal override void Save(ZipArchive archive, string path)
    {
        var network = Source.Description;
        SavedNetwork.WriteConfig(
            archive, path, new Config(network.Architecture, network.Options, network.Input, [.. NumberNames], IsScalar, Options, network.Licence));
        Source.Save(archive, path, Output);
    }

    internal static ImageRegressionTransformer Load(ZipArchive archive, string path, EngineChoice engine)
    {
        var config = SavedNetwork.ReadConfig<Config>(archive, path);
        config.Columns.Check(config.Input);
        SavedNetwork.CheckNames(config.Names);
        if (config.IsScalar && config.Names.Length != 1)
            throw new InvalidDataException($"It has {config.Names.Length} names for one number.");
        return SavedNetwork.ReadWithHead(
            archive, path, new(config.Architecture, config.Options, config.Input, config.Licence), config.Names.Length, engine,
            network => new ImageRegressionTransformer(network, config.Names, config.IsScalar, config.Columns));
    }

    /// <summary>Everything about such a network but its weights.</summary>
    private sealed record Config(
        string Architecture, NetworkOptions Options, InputSpec Input, string[] Names, bool IsScalar, NumberOptions Columns, string? Licence = null);
}
