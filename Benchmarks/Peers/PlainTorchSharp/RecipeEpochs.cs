using Toolkit.Benchmarks.Workloads;
using static TorchSharp.torch;
using static TorchSharp.torch.utils.data;

namespace Toolkit.Benchmarks.Peers.PlainTorchSharp;

/// <summary>Epochs of the CIFAR-10 recipe: ResNet18 at 32×32 or a larger size, Adam, batches of 64, a tenth as many images for validation.</summary>
internal sealed class RecipeEpochs : IWorkload
{
    private const int BatchSize = 64, ImageSize = 32;
    private readonly TrainingEpoch epoch;

    private RecipeEpochs(TrainingEpoch epoch) => this.epoch = epoch;

    /// <summary>Only the head learns. TorchSharp has no cache of features: the backbone computes them anew in each epoch.</summary>
    public static RecipeEpochs Frozen(WorkloadOptions options, bool augment)
    {
        var network = PretrainedResNet.Load(options);
        foreach (var parameter in network.parameters()) parameter.requires_grad = false;
        var (backbone, head) = PretrainedResNet.Split(network);
        foreach (var parameter in head.parameters()) parameter.requires_grad = true;
        return new(new()
        {
            Model = network,
            Parameters = head.parameters(),
            Forward = images => head.call(Features(images)),
            Train = TrainingBatches(options, augment),
            Validation = ValidationBatches(options),
            LearningRate = 1e-3,
            TrainsModel = false,
        });

        Tensor Features(Tensor images)
        {
            using var noGradients = no_grad();
            return backbone.call(images);
        }
    }

    /// <summary>All layers learn.</summary>
    public static RecipeEpochs Unfrozen(WorkloadOptions options, int size = ImageSize)
    {
        var network = PretrainedResNet.Load(options);
        return new(new()
        {
            Model = network,
            Parameters = network.parameters(),
            Forward = network.call,
            Train = TrainingBatches(options, augment: true, size),
            Validation = ValidationBatches(options, size),
            LearningRate = 1e-4,
        });
    }

    public Measurement Run() => epoch.Run();

    private static Func<IEnumerable<(Tensor Images, Tensor Labels)>> TrainingBatches(WorkloadOptions options, bool augment, int size = ImageSize)
    {
        var images = ImageTensors.LoadCifar(Path.Combine(options.Data, "cifar-train.bin"), options.Images);
        if (!augment) return () => images.Batches(BatchSize, shuffle: true, CifarTransforms.Mean, CifarTransforms.Std);
        var loader = DataLoader(
            new AugmentedImages(images, CifarTransforms.Augmentation(size)), BatchSize, shuffle: true, num_worker: options.Threads);
        return () => AugmentedImages.Batches(loader);
    }

    private static Func<IEnumerable<(Tensor Images, Tensor Labels)>> ValidationBatches(WorkloadOptions options, int size = ImageSize)
    {
        var images = ImageTensors.LoadCifar(Path.Combine(options.Data, "cifar-test.bin"), options.Images / 10);
        return () => images.Batches(BatchSize, shuffle: false, CifarTransforms.Mean, CifarTransforms.Std).Select(batch => CifarTransforms.Resized(batch, size));
    }
}
