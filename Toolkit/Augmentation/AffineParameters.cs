namespace Toolkit.Augmentation;

/// <summary>What an affine transform does to an image: the parameters of torchvision's <c>affine</c>.</summary>
/// <param name="Angle">Rotation in degrees, clockwise.</param>
/// <param name="TranslateX">Shift to the right in pixels, after the rotation.</param>
/// <param name="TranslateY">Shift down in pixels, after the rotation.</param>
/// <param name="Scale">Enlargement, above 0; 1 keeps the size.</param>
/// <param name="ShearX">Shear along the rows in degrees.</param>
/// <param name="ShearY">Shear along the columns in degrees.</param>
internal readonly record struct AffineParameters(
    double Angle = 0, int TranslateX = 0, int TranslateY = 0, double Scale = 1, double ShearX = 0, double ShearY = 0);
