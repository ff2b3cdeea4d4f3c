using System.Globalization;

namespace Toolkit.UnitTests.Support;

/// <summary>Compares arrays of numbers up to rounding.</summary>
internal static class Close
{
    /// <summary>Every difference must be at most <paramref name="relative"/> times the largest expected magnitude.</summary>
    public static void AreClose(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, double relative, string what)
    {
        var (left, right) = (new double[expected.Length], new double[actual.Length]);
        for (var i = 0; i < left.Length; i++) left[i] = expected[i];
        for (var i = 0; i < right.Length; i++) right[i] = actual[i];
        AreClose(left, right, relative, what);
    }

    /// <inheritdoc cref="AreClose(ReadOnlySpan{float}, ReadOnlySpan{float}, double, string)"/>
    public static void AreClose(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, double relative, string what)
    {
        Assert.AreEqual(expected.Length, actual.Length, $"{what}: number of elements");
        var largest = 0.0;
        foreach (var value in expected) largest = Math.Max(largest, Math.Abs(value));
        for (var i = 0; i < expected.Length; i++)
        {
            if (Math.Abs(expected[i] - actual[i]) <= relative * largest) continue; // false for NaN
            Assert.Fail(string.Create(CultureInfo.InvariantCulture,
                $"{what}: element {i} is {actual[i]}, expected {expected[i]} within {relative * largest:g3}."));
        }
    }
}
