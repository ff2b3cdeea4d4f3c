namespace Toolkit.Augmentation;

/// <summary>
/// From a place in the result back to the place in the image that it comes from, in pixels, the upper left corner being (0, 0):
/// <c>x' = XX·x + XY·y + X0</c> and <c>y' = YX·x + YY·y + Y0</c>.
/// </summary>
internal readonly record struct AffineMatrix(double XX, double XY, double X0, double YX, double YY, double Y0)
{
    /// <summary>Whether rows stay rows and columns stay columns.</summary>
    public bool KeepsAxes => XY == 0 && YX == 0;

    /// <summary>A rotation about the centre of an image, with PIL's rounding: quarter turns are exact.</summary>
    /// <param name="angle">In degrees, counter-clockwise.</param>
    /// <param name="height">Of the image, in pixels.</param>
    /// <param name="width">Of the image, in pixels.</param>
    public static AffineMatrix Rotation(double angle, int height, int width)
    {
        var radians = -Radians(angle);
        double cos = Math.Round(Math.Cos(radians), 15), sin = Math.Round(Math.Sin(radians), 15);
        double centerX = width / 2.0, centerY = height / 2.0;
        return new(
            cos, sin, cos * -centerX + sin * -centerY + centerX,
            -sin, cos, -sin * -centerX + cos * -centerY + centerY);
    }

    /// <summary>The way back from an image that was sheared, scaled, rotated about a centre and then moved, in torchvision's order.</summary>
    public static AffineMatrix Inverse(AffineParameters made, double centerX, double centerY)
    {
        double turn = Radians(made.Angle), shearX = Radians(made.ShearX), shearY = Radians(made.ShearY);
        // Rotation times shear has the determinant 1, so that its inverse needs no division but that by the scale.
        var a = Math.Cos(turn - shearY) / Math.Cos(shearY);
        var b = -Math.Cos(turn - shearY) * Math.Tan(shearX) / Math.Cos(shearY) - Math.Sin(turn);
        var c = Math.Sin(turn - shearY) / Math.Cos(shearY);
        var d = -Math.Sin(turn - shearY) * Math.Tan(shearX) / Math.Cos(shearY) + Math.Cos(turn);
        double xx = d / made.Scale, xy = -b / made.Scale, yx = -c / made.Scale, yy = a / made.Scale;
        double left = -centerX - made.TranslateX, up = -centerY - made.TranslateY;
        return new(xx, xy, xx * left + xy * up + centerX, yx, yy, yx * left + yy * up + centerY);
    }

    private static double Radians(double degrees) => degrees * (Math.PI / 180);
}
