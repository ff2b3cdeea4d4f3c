using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>The parameters, running statistics and forward pass that every batch normalisation layer has.</summary>
internal sealed class BatchNormState
{
    private readonly nn.Module _owner;
    private readonly double _eps;
    private readonly double _momentum;

    internal BatchNormState(nn.Module owner, long features, double eps, double momentum, bool affine, bool track, Device? device,
        ScalarType? dtype)
    {
        (_owner, _eps, _momentum) = (owner, eps, momentum);
        if (affine)
        {
            owner.register_parameter("weight", new Parameter(ones([features], dtype, device)));
            owner.register_parameter("bias", new Parameter(zeros([features], dtype, device)));
        }
        if (!track) return;
        owner.register_buffer("running_mean", zeros([features], dtype, device));
        owner.register_buffer("running_var", ones([features], dtype, device));
        owner.register_buffer("num_batches_tracked", zeros(Array.Empty<long>(), ScalarType.Int64, device));
    }

    /// <summary>Normalises by the batch while training, or when no statistics are tracked; else by the running statistics.</summary>
    internal Tensor Forward(Tensor input)
    {
        var (mean, variance) = (_owner.OwnBuffer("running_mean"), _owner.OwnBuffer("running_var"));
        if (_owner.training) _owner.OwnBuffer("num_batches_tracked")?.add_(1);
        var useBatch = _owner.training || mean is null;
        return nn.functional.batch_norm(input, mean!, variance!, _owner.OwnParameter("weight"), _owner.OwnParameter("bias"), useBatch,
            _momentum, _eps);
    }

    internal void Reset()
    {
        _owner.OwnBuffer("running_mean")?.zero_();
        _owner.OwnBuffer("running_var")?.fill_(1);
        _owner.OwnBuffer("num_batches_tracked")?.zero_();
    }
}
