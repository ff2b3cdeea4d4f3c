using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Toolkit.Compat.Tests.MicrosoftML.Core;

[TestClass]
public class TextFileTests
{
    private readonly MLContext _ml = new();
    private readonly string _path = Path.GetTempFileName();

    private sealed class Row
    {
        [LoadColumn(0)] public string Name { get; set; } = "";
        [LoadColumn(1, 2)] public float[] Values { get; set; } = [];
        [LoadColumn(3)][KeyType(3)] public uint Label { get; set; }
    }

    [TestCleanup]
    public void Delete() => File.Delete(_path);

    private IDataView Load(string text, bool hasHeader = false, bool allowQuoting = false, bool trimWhitespace = false)
    {
        File.WriteAllText(_path, text);
        return _ml.Data.LoadFromTextFile<Row>(_path, ',', hasHeader, allowQuoting, trimWhitespace);
    }

    [TestMethod]
    public void FieldsBecomeColumnsAsTheAttributesSay()
    {
        var data = Load("ä, 1.5,-2,0\nb,3,4,3\n");

        Assert.AreEqual("Name: String, Values: Vector<Single, 2>, Label: Key<UInt32, 0-2>", string.Join(", ", data.Schema));
        CollectionAssert.AreEqual(new[] { "ä", "b" }, data.GetColumn<string>("Name").ToArray());
        CollectionAssert.AreEqual(new[] { 1.5f, -2 }, data.GetColumn<float[]>("Values").First());
        CollectionAssert.AreEqual(new uint[] { 1, 0 }, data.GetColumn<uint>("Label").ToArray(), "3 is none of three categories");
    }

    [TestMethod]
    public void WhatCannotBeReadIsNaNAndWhatIsEmptyOrMissingIsZero()
    {
        var data = Load("a,x,\nb\n");

        CollectionAssert.AreEqual(new[] { float.NaN, 0 }, data.GetColumn<float[]>("Values").First());
        CollectionAssert.AreEqual(new float[] { 0, 0 }, data.GetColumn<float[]>("Values").Last());
        CollectionAssert.AreEqual(new uint[] { 0, 0 }, data.GetColumn<uint>("Label").ToArray());
    }

    [TestMethod]
    public void AHeaderNamesTheSlotsAndCommentsAreLeftOut()
    {
        var data = Load("# made by hand\nname,height,width,label\n// a comment\n\na,1,2,0\n", hasHeader: true);

        VBuffer<ReadOnlyMemory<char>> names = default;
        data.Schema["Values"].GetSlotNames(ref names);
        Assert.AreEqual("height width", string.Join(' ', names.DenseValues()));
        Assert.AreEqual("a", data.GetColumn<string>("Name").Single());
    }

    [TestMethod]
    public void QuotedFieldsMayHoldSeparatorsAndDoubledQuotes()
    {
        var data = Load("\"x, \"\"y\"\"\" ,1,2,0\nplain  ,1,2,0", allowQuoting: true, trimWhitespace: true);

        CollectionAssert.AreEqual(new[] { "x, \"y\"", "plain" }, data.GetColumn<string>("Name").ToArray());
    }

    [TestMethod]
    public void ARangeWithoutEndTakesTheRestOfTheLine()
    {
        File.WriteAllText(_path, "a\t1\t2\t3");

        var data = _ml.Data.LoadFromTextFile(_path, [new("Rest", DataKind.Int32, [new TextLoader.Range(1, null)])]);

        CollectionAssert.AreEqual(new[] { 1, 2, 3 }, data.GetColumn<int[]>("Rest").Single());
    }

    [TestMethod]
    public void AMissingFileIsRefusedAtOnce()
    {
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Data.LoadFromTextFile<Row>(_path + ".nowhere"));

        StringAssert.Contains(error.Message, ".nowhere");
    }
}
