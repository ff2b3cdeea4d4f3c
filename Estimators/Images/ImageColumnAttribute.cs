using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Toolkit.Estimators;

/// <summary>
/// Makes a member of type <see cref="MLImage"/> a column of images of any size. ML.NET's own <see cref="ImageTypeAttribute"/> does so for
/// images of one size; without a height and a width it throws (5.0).
/// </summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class ImageColumnAttribute : DataViewTypeAttribute
{
    /// <summary>Whether the other is of this kind, too.</summary>
    public override bool Equals(DataViewTypeAttribute? other) => other is ImageColumnAttribute;

    /// <inheritdoc/>
    public override int GetHashCode() => typeof(ImageColumnAttribute).GetHashCode();

    /// <summary>Called by ML.NET when it reads a class with such a member.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The program has registered images of any size for other members.</exception>
    public override void Register() => DataViewTypeManager.Register(new ImageDataViewType(), typeof(MLImage), this);
}
