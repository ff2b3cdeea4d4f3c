using Toolkit.Data;
using Toolkit.Images;

namespace Toolkit.Samples;

/// <summary>What parts are drawn for; the number seeds them.</summary>
internal enum PartSet
{
    Train = 1,
    Choose = 2,
    Test = 3,
}

/// <summary>
/// Photographs of brushed metal as a camera over a belt might take them, drawn: grain along the rows, uneven light, now and then a harmless stain; on a
/// defective part a scratch. Each set has parts of its own, the same ones each time.
/// </summary>
internal static class DrawnParts
{
    public const int Side = 96, Good = 0, Defective = 1;

    /// <summary>Draws good parts, and defective ones behind them.</summary>
    public static InMemoryImages Draw(PartSet set, int good, int defective)
    {
        var labels = Enumerable.Repeat(Good, good).Concat(Enumerable.Repeat(Defective, defective)).ToArray();
        var pixels = labels.Index().SelectMany(part => DrawPart(set, part.Index, part.Item == Defective)).ToArray();
        return new InMemoryImages(1, Side, Side, pixels, labels, ["good", "defective"]);
    }

    /// <summary>Where the scratch of a defective part begins and ends, in pixels.</summary>
    public static (double X1, double Y1, double X2, double Y2) ScratchOf(PartSet set, int part)
    {
        var random = new ImageRandom((int)set, epoch: 1, part);
        var (x, y, angle, half) = (random.NextDouble(20, Side - 20), random.NextDouble(20, Side - 20), random.NextDouble(0, Math.PI), random.NextDouble(7, 18));
        return (x - half * Math.Cos(angle), y - half * Math.Sin(angle), x + half * Math.Cos(angle), y + half * Math.Sin(angle));
    }

    /// <summary>Distance of a pixel from a scratch.</summary>
    public static double Distance(int x, int y, (double X1, double Y1, double X2, double Y2) line)
    {
        var (dx, dy) = (line.X2 - line.X1, line.Y2 - line.Y1);
        var along = Math.Clamp(((x - line.X1) * dx + (y - line.Y1) * dy) / (dx * dx + dy * dy), 0, 1);
        return double.Hypot(x - line.X1 - along * dx, y - line.Y1 - along * dy);
    }

    private static byte[] DrawPart(PartSet set, int part, bool scratched)
    {
        var random = new ImageRandom((int)set, epoch: 0, part);
        var pixels = new byte[Side * Side];
        var (level, slopeX, slopeY) = (random.NextDouble(110, 160), random.NextDouble(-0.4, 0.4), random.NextDouble(-0.4, 0.4));
        var (stainX, stainY, stain) = (random.NextDouble(0, Side), random.NextDouble(0, Side), random.NextInt(3) == 0 ? random.NextDouble(-30, -10) : 0);
        var (scratch, depth) = (ScratchOf(set, part), scratched ? random.NextDouble(22, 60) * (random.NextInt(2) == 0 ? 1 : -1) : 0);
        for (var y = 0; y < Side; y++)
        {
            var (row, grain) = (random.NextDouble(-8, 8), 0.0);
            for (var x = 0; x < Side; x++)
            {
                grain = 0.8 * grain + random.NextDouble(-5, 5);
                var dirt = stain * Math.Exp(-((x - stainX) * (x - stainX) + (y - stainY) * (y - stainY)) / 200);
                var cut = depth * Math.Clamp(1.5 - Distance(x, y, scratch), 0, 1);
                pixels[y * Side + x] = (byte)Math.Clamp(level + slopeX * (x - 48) + slopeY * (y - 48) + row + grain + dirt + cut, 0, 255);
            }
        }
        return pixels;
    }
}
