using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Toolkit.Kernels.Normalization;
using Toolkit.LibTorch;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Networks.Tracing;

/// <summary>
/// Maps that batch normalisation will have gone through, by their own statistics: it waits for the sum with another branch and the activation that follow, and all are
/// one pass over the maps (<see cref="NormalizedActivation"/>).
/// </summary>
internal sealed class NormalizedTensor : ComputedTensor
{
    private readonly Waiting waiting;

    private NormalizedTensor(Waiting waiting) : base(new Lazy<Tensor>(() => waiting.Compute(Activation.None))) => this.waiting = waiting;

    /// <summary>
    /// What a layer makes of maps; null where libtorch computes it: with the running statistics, on a GPU, in another precision, with hooks.
    /// </summary>
    /// <param name="layer">The layer.</param>
    /// <param name="maps">What it takes.</param>
    /// <param name="of">Makes tensors of the kind that follows.</param>
    public static NormalizedTensor? TryCreate(BatchNorm2d layer, Tensor maps, Func<Tensor, ComputedTensor> of) =>
        Vector256.IsHardwareAccelerated && Suits(layer) && Suits(maps) && layer.num_features == maps.shape[1] && !ForwardHooks.Watch(layer)
        && PixelRows.Of(maps) is { } rows ? new(new(layer, maps, rows, of)) : null;

    public override long[] Shape => waiting.Maps.shape;

    public override TracedTensor Relu() => End(Activation.Relu);

    public override TracedTensor Add(TracedTensor other) => WithBranch(TensorOf(other)) ?? base.Add(other);

    public override TracedTensor AddInPlace(TracedTensor other) => WithBranch(TensorOf(other)) ?? base.AddInPlace(other);

    public override TracedTensor Through(nn.Module<Tensor, Tensor> layer) => layer switch
    {
        ReLU when !ForwardHooks.Watch(layer) => End(Activation.Relu),
        ReLU6 when !ForwardHooks.Watch(layer) => End(Activation.Relu6),
        _ => Of(Value).Through(layer),
    };

    protected override ComputedTensor Of(Tensor result) => waiting.Of(result);

    private ComputedTensor End(Activation activation) => Of(waiting.Compute(activation));

    private NormalizedTensor? WithBranch(Tensor branch) =>
        waiting.Branch is null && !IsComputed && Suits(branch) && branch.shape.SequenceEqual(waiting.Maps.shape) ? new(waiting with { Branch = branch }) : null;

    private static bool Suits(BatchNorm2d layer) =>
        layer is { training: true, weight: { } scale, bias: { } shift, running_mean: { } mean, running_var: { } variance, momentum: not null }
        && scale.dtype == ScalarType.Float32 && shift.dtype == ScalarType.Float32 && mean.dtype == ScalarType.Float32 && variance.dtype == ScalarType.Float32;

    private static bool Suits(Tensor maps) => maps.device_type == DeviceType.CPU && maps.dtype == ScalarType.Float32 && maps.ndim == 4;

    private sealed record Waiting
    {
        private readonly BatchNorm2d layer;
        private readonly PixelRows rows;
        private readonly Lazy<BatchStatistics> statistics;

        public Waiting(BatchNorm2d layer, Tensor maps, PixelRows rows, Func<Tensor, ComputedTensor> of)
        {
            (this.layer, Maps, this.rows, Of) = (layer, ChannelsLastFormat.Of(maps), rows, of);
            statistics = new(Measure);
        }

        public Tensor Maps { get; }

        public Tensor? Branch { get; init; }

        public Func<Tensor, ComputedTensor> Of { get; }

        public Tensor Compute(Activation activation)
        {
            using var scope = NewDisposeScope();
            var branch = Branch is null ? null : ChannelsLastFormat.Of(Branch);
            var settings = new NormalizedActivation.Settings(rows, statistics.Value, layer.eps, activation);
            return NormalizedActivation.Run(Maps, layer.weight!, layer.bias!, branch, settings).MoveToOuterDisposeScope();
        }

        /// <summary>Once, however often and with whatever behind it the maps are computed.</summary>
        private BatchStatistics Measure()
        {
            var measured = BatchStatistics.Of(rows, Maps);
            measured.Follow(layer.running_mean!, layer.running_var!, layer.momentum!.Value, rows.Pixels);
            MemoryMarshal.Cast<byte, long>(layer.get_buffer(nameof(layer.num_batches_tracked))!.bytes)[0]++;
            return measured;
        }
    }
}
