namespace TorchSharp.Modules;

/// <summary>The ranges that optimizers demand.</summary>
internal static class Require
{
    internal static void NotNegative(double value, string what)
    {
        if (!(value >= 0)) throw new ArgumentException($"Invalid {what}: {value}; it must be 0 or more.");
    }

    internal static void Share(double value, string what)
    {
        if (!(value is >= 0 and < 1)) throw new ArgumentException($"Invalid {what}: {value}; it must be at least 0 and less than 1.");
    }
}
