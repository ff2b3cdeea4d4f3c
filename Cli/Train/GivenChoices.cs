using System.CommandLine;
using Toolkit.Cli.Catalog;
using Toolkit.Cli.Tasks;
using Toolkit.Data;
using Toolkit.Networks;

namespace Toolkit.Cli.Train;

/// <summary>What the command line says of what is chosen otherwise; null: nothing. Names are as the catalogs have them.</summary>
internal sealed record GivenChoices(string? Network, string? Weights, string? Recipe, int? Size, int? Epochs, int? FrozenEpochs, ImageTableOptions Labels)
{
    /// <summary>Reads them.</summary>
    /// <exception cref="ArgumentException">A name is unknown; the message has near ones.</exception>
    public static GivenChoices Of(ParseResult parsed) => new(
        parsed.GetValue(TrainArguments.NetworkName) is { } name ? NetworkCatalog.Find(name).Name : null,
        WeightsArgument.Canonical(parsed.GetValue(TrainArguments.WeightsName)),
        parsed.GetValue(TrainArguments.Recipe), parsed.GetValue(TrainArguments.Size), parsed.GetValue(TrainArguments.Epochs),
        parsed.GetValue(TrainArguments.FrozenEpochs), TaskOptions.Of(parsed));
}
