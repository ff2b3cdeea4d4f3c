using Toolkit.Networks.Tracing;

namespace Toolkit.Networks.Layers;

/// <summary>
/// An Inception module (Szegedy et al. 2014): branches side by side over the same input, whose maps are put one behind the other.
/// All layers are children of the module under names of their own.
/// </summary>
internal sealed class Branches : TracedModule
{
    private readonly Branch[] branches;

    public Branches(params Branch[] branches) : base(nameof(Branches))
    {
        this.branches = branches;
        foreach (var (name, layer) in branches.SelectMany(branch => branch.Layers)) register_module(name, layer);
    }

    public override TracedTensor Run(TracedTensor input) => Branch.RunAll(branches, input);
}
