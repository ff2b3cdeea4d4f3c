using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using Toolkit.Files;

namespace Toolkit.Estimators.Persistence.MLNetModels;

/// <summary>A model in ML.NET's own format, whose networks are made of ML.NET's own steps.</summary>
internal static class MLNetModel
{
    public static void Save(MLContext ml, ITransformer model, DataViewSchema inputSchema, string path, ImageResizingEstimator.ResizingKind resizing)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(inputSchema);
        var networks = new List<OfficialSteps>();
        try
        {
            var steps = ModelSteps.Of(model).Select(step => step is ImageNetworkTransformer network ? Official(network) : step);
            var chain = new TransformerChain<ITransformer>([.. steps]);
            AtomicFile.Write(path, stream => ml.Model.Save(chain, inputSchema, stream));
        }
        finally
        {
            foreach (var network in networks) network.Dispose();
        }

        ITransformer Official(ImageNetworkTransformer network)
        {
            var steps = new OfficialSteps(network.FittedInput.Schema());
            networks.Add(steps);
            return network.Add(steps, resizing);
        }
    }
}
