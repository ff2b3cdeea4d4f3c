using System.Runtime.CompilerServices;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.LibTorch;

/// <summary>Whether somebody watches a layer's calls. TorchSharp keeps hooks in fields of its own.</summary>
internal static class ForwardHooks
{
    /// <summary>Whether a layer has hooks, apart from the one with which <see cref="ConvolutionCall"/> corrects it.</summary>
    public static bool Watch(nn.Module<Tensor, Tensor> layer) => Count(layer) > (layer is Conv2d convolution && convolution.IsCorrected() ? 1 : 0);

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
