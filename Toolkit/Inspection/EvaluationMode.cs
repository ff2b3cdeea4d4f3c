using static TorchSharp.torch;

namespace Toolkit.Inspection;

/// <summary>Sets a module to evaluation mode, and every part of it back to what it was when disposed.</summary>
internal sealed class EvaluationMode : IDisposable
{
    private readonly (nn.Module Module, bool Training)[] before;

    public EvaluationMode(nn.Module root)
    {
        before = [.. ModuleTree.Of(root).Select(entry => (entry.Module, entry.Module.training))];
        root.eval();
    }

    /// <summary>Parents go first, because they take their children along.</summary>
    public void Dispose()
    {
        foreach (var (module, training) in before) module.train(training);
    }
}
