using TorchSharp.Interop;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>
/// Applies the parts of an index from left to right: numbers, slices and new dimensions narrow the view; tensors are
/// gathered for aten::index, with null for the dimensions that it leaves alone.
/// </summary>
internal sealed class IndexWalk
{
    private readonly Tensor source;
    private readonly List<Tensor?> tensors = [];
    private Tensor view;
    private long dimension;

    public IndexWalk(Tensor source)
    {
        this.source = source;
        view = source;
    }

    public (Tensor View, Tensor?[] Tensors) Along(TensorIndex[] indices)
    {
        var left = indices.Sum(DimensionsOf);
        foreach (var index in indices)
        {
            left -= DimensionsOf(index);
            Step(index, left);
        }
        return (view, [.. tensors]);
    }

    private static long DimensionsOf(TensorIndex index) => index.Kind switch
    {
        TensorIndexKind.Single or TensorIndexKind.Slice => 1,
        TensorIndexKind.Tensor => DimensionsOf(index.Indices!),
        _ => 0,
    };

    private static long DimensionsOf(Tensor indices) => indices.dtype == ScalarType.Bool ? indices.ndim : 1;

    private void Step(TensorIndex index, long dimensionsLeft)
    {
        switch (index.Kind)
        {
            case TensorIndexKind.Single:
                Narrow(view.select(dimension, index.Start ?? throw new ArgumentException("An index without a number.")));
                break;
            case TensorIndexKind.Slice:
                if (index.Start is not null || index.Stop is not null || index.Step is not null)
                    Narrow(Aten.Call("slice.Tensor", view, dimension, index.Start, index.Stop, index.Step ?? 1));
                Skip(1);
                break;
            case TensorIndexKind.Ellipsis:
                Skip(view.ndim - dimension - dimensionsLeft);
                break;
            case TensorIndexKind.NewDimension:
                Narrow(view.unsqueeze(dimension));
                Skip(1);
                break;
            case TensorIndexKind.Bool:
                Narrow(view.unsqueeze(dimension));
                Narrow(view.narrow(dimension, 0, index.Start!.Value));
                Skip(1);
                break;
            case TensorIndexKind.Tensor:
                tensors.Add(index.Indices);
                dimension += DimensionsOf(index.Indices!);
                break;
        }
    }

    private void Narrow(Tensor next)
    {
        if (!ReferenceEquals(view, source)) view.Dispose();
        view = next;
    }

    private void Skip(long count)
    {
        for (var i = 0; i < count; i++) tensors.Add(null);
        dimension += count;
    }
}
