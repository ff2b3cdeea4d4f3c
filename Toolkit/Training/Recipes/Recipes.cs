using Toolkit.Augmentation;
using Toolkit.Images;
using Toolkit.Text;

namespace Toolkit.Training;

/// <summary>
/// Named presets. Change single numbers with <c>with { … }</c>. Their images are normalised as ImageNet's are: for weights of another kind set
/// <see cref="FineTuningOptions.Input"/>, too. Which is for what, and what each reaches, is in docs/recipes.md.
/// </summary>
public static partial class Recipes
{
    private const int WholeSize = 224;

    private static readonly Dictionary<string, Func<int, FineTuningOptions>> ByName = new(StringComparer.OrdinalIgnoreCase)
    {
        ["photographs"] = size => Photographs(size),
        ["fine-tune"] = size => FineTune(size),
        ["modern"] = size => Modern(size),
        ["scratch"] = size => FromScratch(size),
        ["cifar10"] = size => Cifar10("resnet18", size),
    };

    /// <summary>The names that <see cref="Named"/> knows.</summary>
    public static IReadOnlyList<string> Names => [.. ByName.Keys];

    /// <summary>The preset of a name.</summary>
    /// <param name="name">One of <see cref="Names"/>; case makes no difference.</param>
    /// <param name="size">Height and width in pixels of the network's input; at least 8.</param>
    /// <exception cref="ArgumentException">The name is unknown; the message lists all.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is below 8.</exception>
    public static FineTuningOptions Named(string name, int size = WholeSize)
    {
        ArgumentNullException.ThrowIfNull(name);
        return ByName.TryGetValue(name, out var recipe)
            ? recipe(size)
            : throw new ArgumentException(
                $"There is no recipe \"{name}\".{NearNames.Hint(name, Names)} The recipes are {string.Join(", ", Names)}.", nameof(name));
    }

    /// <summary>Images of ImageNet's kind: the shorter side somewhat longer than the square that is cut from it.</summary>
    private static InputSpec Square(int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 8);
        return InputSpec.ImageNet with { Height = size, Width = size, ResizeShorterSide = size * 8 / 7 };
    }

    /// <summary>Pieces of photographs, and their mirror images.</summary>
    private static IImageTransform[] Pieces(int size, double smallest) =>
        [new RandomResizedCrop(size, size, scale: (smallest, 1)), new RandomHorizontalFlip()];
}
