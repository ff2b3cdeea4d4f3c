using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace Toolkit.LibTorch;

/// <summary>Whether somebody watches a layer's calls. TorchSharp keeps hooks in fields of its own.</summary>
internal static class ForwardHooks
{
    private static readonly ConditionalWeakTable<nn.Module, StrongBox<int>> Own = [];

    /// <summary>Whether a layer has hooks, apart from the toolkit's own.</summary>
    public static bool Watch(nn.Module<Tensor, Tensor> layer) => Count(layer) > (Own.TryGetValue(layer, out var count) ? count.Value : 0);

    /// <summary>Says that the toolkit has put a hook on a layer, and does its work by itself where it does not call the layer.</summary>
    public static void CountOwn(nn.Module layer) => Own.GetValue(layer, _ => new()).Value++;

    /// <summary>Says that the hook is gone.</summary>
    public static void ForgetOwn(nn.Module layer) => Own.GetValue(layer, _ => new()).Value--;

    private static int Count(nn.Module<Tensor, Tensor> layer) => Fields<
        Func<nn.Module<Tensor, Tensor>, Tensor, Tensor>, Func<nn.Module<Tensor, Tensor>, Tensor, Tensor, Tensor>>.Count(layer);

    private static class Fields<TBefore, TAfter>
    {
        public static int Count(nn.HookableModule<TBefore, TAfter> layer) =>
            Before(layer).Count + After(layer).Count + ModuleBefore(layer).Count + ModuleAfter(layer).Count;

        [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "pre_hooks")]
        private static extern ref Dictionary<string, TBefore> Before(nn.HookableModule<TBefore, TAfter> layer);

        [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "post_hooks")]
        private static extern ref Dictionary<string, TAfter> After(nn.HookableModule<TBefore, TAfter> layer);

        [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "module_pre_hooks")]
        private static extern ref Dictionary<string, Action<nn.Module>> ModuleBefore(nn.HookableModule<TBefore, TAfter> layer);

        [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "module_post_hooks")]
        private static extern ref Dictionary<string, Action<nn.Module>> ModuleAfter(nn.HookableModule<TBefore, TAfter> layer);
    }
}
