using Toolkit.Benchmarks.Workloads;
using static TorchSharp.torch;
using static TorchSharp.torch.utils.data;

namespace Toolkit.Benchmarks.Peers.PlainTorchSharp;

/// <summary>Epochs in which all layers learn from photographs at 224×224: Adam, batches of 16, a fourth as many images for validation.</summary>
internal sealed class PhotographEpochs : IWorkload
{
    private readonly TrainingEpoch epoch;

    /// <param name="options">What the workload is told.</param>
    /// <param name="network">With ten classes.</param>
    public PhotographEpochs(WorkloadOptions options, nn.Module<Tensor, Tensor> network) => epoch = new()
    {
        Model = network,
        Parameters = network.parameters(),
        Forward = network.call,
        Train = Batches(options, options.Images, shuffle: true),
        Validation = Batches(options, options.Images / 4, shuffle: false),
        LearningRate = 1e-4,
    };

    public Measurement Run() => epoch.Run();

    private static Func<IEnumerable<(Tensor Images, Tensor Labels)>> Batches(WorkloadOptions options, int count, bool shuffle)
    {
        var photographs = new Photographs(Path.Combine(options.Data, "photographs"), count);
        var loader = DataLoader(photographs, batchSize: 16, shuffle: shuffle, num_worker: options.Threads);
        return () => AugmentedImages.Batches(loader);
    }
}
