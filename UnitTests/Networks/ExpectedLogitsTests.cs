using System.Globalization;
using Toolkit.Networks;
using Toolkit.UnitTests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.Networks;

/// <summary>
/// Logits of every network against those that PyTorch computed once, in double precision, with the same weights and images:
/// <c>expected_logits.tsv</c>, by <c>expected_logits.py</c>. Needs no Python.
/// </summary>
[TestClass]
public sealed class ExpectedLogitsTests
{
    private const int Classes = 5, Images = 2;

    /// <summary>Rounding in double precision; a mistake in a layer shows in the third digit (<c>check_that_mistakes_show</c>).</summary>
    private const double Tolerance = 1e-8;

    private const string Folder = "Networks", File = "expected_logits.tsv";

    private static readonly Lazy<Dictionary<string, string[]>> Rows = new(() => System.IO.File
        .ReadLines(Path.Combine(AppContext.BaseDirectory, Folder, File)).Skip(1)
        .Select(line => line.Split('\t')).ToDictionary(cells => cells[0]));

    public static IEnumerable<string> Names => NetworkCatalog.Names.Concat(NetworkCases.Variants.Keys);

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void AreWhatPyTorchComputed(string name)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var (architecture, options) = NetworkCases.Variants.GetValueOrDefault(name, (name, new NetworkOptions()));
        using var network = NetworkCatalog.CreateUninitialized(architecture, Classes, options);
        if (!Rows.Value.TryGetValue(name, out var row))
        {
            Assert.Fail($"UnitTests/{Folder}/{File} lacks {name}. Add it, where there is PyTorch: "
                + $"python3 UnitTests/{Folder}/expected_logits.py {name} {NetworkCases.SmallImageSize(network)}");
        }
        network.to(float64);
        network.eval();
        FormulaWeights.Fill(network);
        var images = FormulaWeights.Images(Images, int.Parse(row[1], CultureInfo.InvariantCulture));

        double[] expected = [.. row.Skip(2).Select(cell => double.Parse(cell, CultureInfo.InvariantCulture))];
        Assert.HasCount(Images * Classes, expected, $"{File} has no whole row of {name}");
        Close.AreClose(expected, network.call(images).data<double>().ToArray(), Tolerance, $"logits of {name}");
    }

    [TestMethod]
    public void NoRowIsOfAnythingElse() => Assert.IsEmpty(Rows.Value.Keys.Except(Names));
}
