using System.Runtime.InteropServices;
using Toolkit.LibTorch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Training;

/// <summary>
/// The mean of the ranks' gradients, as torch's DistributedDataParallel takes it (Li et al. 2020, "PyTorch distributed: experiences on accelerating data
/// parallel training"), in one flat buffer. Each rank counts with its images: of a last batch, ranks may have different numbers, or none.
/// </summary>
/// <param name="exchange">The ranks.</param>
/// <param name="parameters">What learns, the same on all ranks.</param>
/// <param name="asked">Whether this rank is asked to end the training.</param>
internal sealed class GradientAverage(IGradientExchange exchange, IReadOnlyList<Parameter> parameters, CancellationToken asked) : IDisposable
{
    /// <summary>Behind the gradients: images, their loss, and whether a rank is asked to end.</summary>
    private const int Figures = 3;

    private readonly Tensor buffer = empty(parameters.Sum(parameter => parameter.numel()) + parameters.Count + Figures).DetachFromDisposeScope();

    /// <summary>Whether a rank was asked to end the training, which all do then.</summary>
    public bool IsToEnd { get; private set; }

    /// <summary>Gives the parameters of every rank the mean gradients.</summary>
    /// <param name="images">Of this rank's batch.</param>
    /// <param name="loss">Their mean loss.</param>
    /// <returns>The mean loss of all images; no finite number where that of a rank is none.</returns>
    public double Run(int images, double loss)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var gradients = buffer.narrow(0, 0, buffer.numel() - parameters.Count - Figures);
        Pack(gradients);
        Arithmetic.MultiplyInPlace(gradients, images);
        var values = MemoryMarshal.Cast<byte, float>(buffer.bytes);
        var figures = values[^Figures..];
        (figures[0], figures[1], figures[2]) = (images, images == 0 ? 0 : (float)loss * images, asked.IsCancellationRequested ? 1 : 0);
        FillFlags(FlagsOf(values));
        exchange.Sum(values);
        Arithmetic.DivideInPlace(gradients, figures[0]);
        Unpack(gradients, FlagsOf(values));
        IsToEnd = figures[2] > 0;
        return figures[1] / figures[0];
    }

    public void Dispose() => buffer.Dispose();

    /// <summary>Which parameters have a gradient: those of layers that do not learn yet have none on any rank, and are to stay so.</summary>
    private Span<float> FlagsOf(Span<float> values) => values.Slice(values.Length - Figures - parameters.Count, parameters.Count);

    private void FillFlags(Span<float> flags)
    {
        for (var i = 0; i < flags.Length; i++) flags[i] = parameters[i].grad is null ? 0 : 1;
    }

    private void Pack(Tensor gradients)
    {
        foreach (var (parameter, part) in Parts(gradients))
        {
            if (parameter.grad is { } gradient) part.copy_(gradient);
            else part.zero_();
        }
    }

    private void Unpack(Tensor gradients, ReadOnlySpan<float> flags)
    {
        var number = 0;
        foreach (var (parameter, part) in Parts(gradients))
        {
            if (flags[number++] == 0) continue;
            if (parameter.grad is { } gradient) gradient.copy_(part);
            else parameter.grad = part.to(parameter.device, copy: true);
        }
    }

    private IEnumerable<(Parameter Parameter, Tensor Part)> Parts(Tensor gradients)
    {
        var start = 0L;
        foreach (var parameter in parameters)
        {
            yield return (parameter, gradients.narrow(0, start, parameter.numel()).view(parameter.shape));
            start += parameter.numel();
        }
    }
}
