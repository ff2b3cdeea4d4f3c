using Toolkit.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Inspection;

/// <summary>Collects the lines of a <see cref="NetworkSummary"/>.</summary>
internal sealed class LayerCounter(Tensor images)
{
    private readonly ReceptiveFields fields = new(images);
    private readonly HashSet<nint> countedParameters = [];
    private readonly HashSet<nn.Module> reached = new(ReferenceEqualityComparer.Instance);
    private readonly List<LayerSummary> layers = [];

    public IReadOnlyList<LayerSummary> Layers => layers;

    public void AddCall(ModuleCall call)
    {
        reached.Add(call.Module);
        if (!IsLayer(call.Module)) return;
        var field = call.Module.named_children().Any() ? null : fields.Follow(call);
        layers.Add(Describe(call.Name, call.Module) with
        {
            InputShape = call.InputShape,
            OutputShape = call.OutputShape,
            OutputBytes = call.OutputBytes,
            MultiplyAdds = MultiplyAdds(call),
            ReceptiveHeight = field?.Vertical.Size,
            ReceptiveWidth = field?.Horizontal.Size,
        });
    }

    /// <summary>Adds a module with parameters of its own that no call was seen of.</summary>
    public void AddUnreached(string name, nn.Module module)
    {
        if (!reached.Contains(module) && module.parameters(false).Any()) layers.Add(Describe(name, module));
    }

    private static bool IsLayer(nn.Module module) =>
        module is ICountsMultiplyAdds || !module.named_children().Any() || module.parameters(false).Any();

    private LayerSummary Describe(string name, nn.Module module)
    {
        var own = module.parameters(false).Where(parameter => countedParameters.Add(parameter.Handle)).ToArray();
        return new LayerSummary
        {
            Name = name,
            Kind = module.GetType().Name,
            Parameters = own.Sum(parameter => parameter.numel()),
            TrainableParameters = own.Where(parameter => parameter.requires_grad).Sum(parameter => parameter.numel()),
            ParameterBytes = own.Sum(parameter => parameter.numel() * parameter.element_size()),
        };
    }

    /// <summary>Every position of a feature map, or row of a linear layer's output, takes as many products as there are weights.</summary>
    private static long MultiplyAdds(ModuleCall call) => call.Module switch
    {
        Conv2d convolution => convolution.weight!.numel() * Positions(call.OutputShape, call.OutputShape.Length - 3),
        Linear linear => linear.weight!.numel() * Positions(call.OutputShape, call.OutputShape.Length - 1),
        ICountsMultiplyAdds counts => counts.MultiplyAdds(call.InputShape),
        _ => 0,
    };

    private static long Positions(long[] shape, int channels) =>
        shape.Where((_, dimension) => dimension != channels).Aggregate(1L, (product, size) => product * size);
}
