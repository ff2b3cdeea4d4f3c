using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Toolkit.Compat.Tests.MicrosoftML.Core;

[TestClass]
public class ColumnTransformTests
{
    private readonly MLContext _ml = new();

    private sealed class Row
    {
        public float A { get; set; }
        [VectorType(2)] public float[] Pair { get; set; } = [0, 0];
        public string Text { get; set; } = "";
    }

    private IDataView Data => _ml.Data.LoadFromEnumerable(new[]
    {
        new Row { A = 1, Pair = [2, -8] }, new Row { A = 3, Pair = [4, 0] }, new Row { A = float.NaN, Pair = [2, 8] },
    });

    private static string SlotNames(DataViewSchema.Column column)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetSlotNames(ref names);
        return string.Join('|', names.DenseValues());
    }

    [TestMethod]
    public void JoinedColumnsKeepTheirOrderAndNameTheirSlots()
    {
        var joined = _ml.Transforms.Concatenate("AB", "A", "Pair").Append(_ml.Transforms.Concatenate("All", "AB", "A")).Fit(Data)
            .Transform(Data);

        CollectionAssert.AreEqual(new float[] { 1, 2, -8 }, joined.GetColumn<float[]>("AB").First());
        Assert.AreEqual("Vector<Single, 3>", joined.Schema["AB"].Type.ToString());
        Assert.AreEqual("A||", SlotNames(joined.Schema["AB"]));
        Assert.AreEqual("AB.A|||A", SlotNames(joined.Schema["All"]));
    }

    [TestMethod]
    public void ColumnsOfDifferentTypesAreNotJoined()
    {
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => _ml.Transforms.Concatenate("X", "A", "Text")
            .Append(_ml.Transforms.CopyColumns("Y", "X")).Fit(Data));

        StringAssert.Contains(error.Message, "Column 'Text' has type of String, but expected column type is Single");
    }

    [TestMethod]
    public void SelectKeepsTheOrderOfTheNamesAndDropThatOfTheData()
    {
        Assert.AreEqual("Text, A", Names(_ml.Transforms.SelectColumns("Text", "A").Fit(Data).Transform(Data)));
        Assert.AreEqual("A, Text", Names(_ml.Transforms.DropColumns("Pair").Fit(Data).Transform(Data)));
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Transforms.DropColumns("Nobody").Fit(Data));
        StringAssert.Contains(error.Message, "Nobody");
    }

    [TestMethod]
    public void HiddenColumnsStayOnlyWhenAsked()
    {
        var hidden = _ml.Transforms.CopyColumns("A", "A").Fit(Data).Transform(Data);

        Assert.AreEqual("A", Names(_ml.Transforms.SelectColumns("A").Fit(hidden).Transform(hidden)));
        Assert.AreEqual("A, A", Names(_ml.Transforms.SelectColumns(["A"], keepHidden: true).Fit(hidden).Transform(hidden)));
        Assert.AreEqual("Pair, Text", Names(_ml.Transforms.DropColumns("A").Fit(hidden).Transform(hidden)));
    }

    [TestMethod]
    public void MinMaxKeepsZeroByDefault()
    {
        var scaled = _ml.Transforms.NormalizeMinMax("Pair").Fit(Data).Transform(Data);

        CollectionAssert.AreEqual(new[] { 0.5f, -1f }, scaled.GetColumn<float[]>("Pair").First());
        Assert.IsTrue(scaled.Schema["Pair"].IsNormalized());
    }

    [TestMethod]
    public void MinMaxFillsZeroToOneOtherwiseAndLooksPastNaN()
    {
        var model = _ml.Transforms.NormalizeMinMax([new("A"), new("Pair")], fixZero: false).Fit(Data);

        var scaled = model.Transform(Data);

        CollectionAssert.AreEqual(new[] { 0, 1, float.NaN }, scaled.GetColumn<float>("A").ToArray());
        CollectionAssert.AreEqual(new[] { 0, 0.5f, 1 }, scaled.GetColumn<float[]>("Pair").Select(pair => pair[1]).ToArray());
        var learned = (NormalizingTransformer.AffineNormalizerModelParameters<float>)model.GetNormalizerModelParameters(0);
        Assert.AreEqual((1f, 0.5f), (learned.Offset, learned.Scale));
    }

    private static string Names(IDataView data) => string.Join(", ", data.Schema.Select(column => column.Name));
}
