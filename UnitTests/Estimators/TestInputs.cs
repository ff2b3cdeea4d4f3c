using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Images;

namespace Toolkit.UnitTests.Estimators;

/// <summary>Small things that many tests of models need.</summary>
internal static class TestInputs
{
    /// <summary>ImageNet's normalisation on 32×32 images.</summary>
    public static InputSpec Small { get; } = InputSpec.ImageNet with { Height = 32, Width = 32, ResizeShorterSide = 32 };

    /// <summary>A chain of transformers.</summary>
    public static TransformerChain<ITransformer> Then(this ITransformer first, params ITransformer[] others) => new([first, .. others]);
}
