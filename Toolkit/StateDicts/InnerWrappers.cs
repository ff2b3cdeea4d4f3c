namespace Toolkit.StateDicts;

/// <summary>
/// What a wrapper of a part of the network puts into the middle of names: <c>features.module.0.weight</c> where only the features were in
/// DataParallel, as PyTorch's ImageNet example trains AlexNet and VGG, <c>layer1._orig_mod.0.conv1.weight</c> where a stage was compiled.
/// </summary>
internal static class InnerWrappers
{
    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        "module", "_orig_mod", "_forward_module", "_fsdp_wrapped_module", "_checkpoint_wrapped_module",
    };

    /// <summary>The name without them; itself where it has none.</summary>
    public static string Without(string name) => string.Join('.', name.Split('.').Where(part => !Names.Contains(part)));
}
