using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Toolkit.Compat.Tests.MicrosoftML.Core;

[TestClass]
public class KeyMappingTests
{
    private readonly MLContext _ml = new();

    private sealed class Row
    {
        public string Name { get; set; } = "";
        public float Number { get; set; }
        [VectorType(2)] public string[] Pair { get; set; } = ["", ""];
    }

    private IDataView Names(params string[] names) => _ml.Data.LoadFromEnumerable(names.Select(name => new Row { Name = name }).ToList());

    private static string KeyValues<T>(DataViewSchema.Column column)
    {
        VBuffer<T> values = default;
        column.GetKeyValues(ref values);
        return string.Join(' ', values.DenseValues());
    }

    [TestMethod]
    public void KeysAreNumberedFromOneInTheOrderOfFirstOccurrence()
    {
        var data = Names("dog", "cat", "dog", "bee");

        var mapped = _ml.Transforms.Conversion.MapValueToKey("Key", "Name").Fit(data).Transform(data);

        CollectionAssert.AreEqual(new uint[] { 1, 2, 1, 3 }, mapped.GetColumn<uint>("Key").ToArray());
        Assert.AreEqual("dog cat bee", KeyValues<ReadOnlyMemory<char>>(mapped.Schema["Key"]));
        Assert.AreEqual("Key<UInt32, 0-2>", mapped.Schema["Key"].Type.ToString());
        Assert.IsTrue(mapped.Schema["Key"].HasKeyValues());
    }

    [TestMethod]
    public void KeysAreNumberedByValueWhenAsked()
    {
        var data = Names("dog", "Cat", "bee");

        var schema = _ml.Transforms.Conversion.MapValueToKey("Name", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
            .Fit(data).GetOutputSchema(data.Schema);

        Assert.AreEqual("Cat bee dog", KeyValues<ReadOnlyMemory<char>>(schema["Name"]), "capital letters have lower codes");
    }

    [TestMethod]
    public void NumbersAreOrderedAsNumbers()
    {
        var data = _ml.Data.LoadFromEnumerable(new[] { 10f, 9f, -2f, 9f }.Select(number => new Row { Number = number }));

        var mapped = _ml.Transforms.Conversion.MapValueToKey("Number", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
            .Fit(data).Transform(data);

        CollectionAssert.AreEqual(new uint[] { 3, 2, 1, 2 }, mapped.GetColumn<uint>("Number").ToArray());
        Assert.AreEqual("-2 9 10", KeyValues<float>(mapped.Schema["Number"]));
    }

    [TestMethod]
    public void ValuesThatTrainingDidNotSeeAndMissingOnesGetKeyZero()
    {
        var model = _ml.Transforms.Conversion.MapValueToKey("Name").Fit(Names("a", "", "b"));

        var keys = model.Transform(Names("b", "new", "", "a")).GetColumn<uint>("Name").ToArray();

        CollectionAssert.AreEqual(new uint[] { 2, 0, 0, 1 }, keys);
    }

    [TestMethod]
    public void ValuesAfterTheMaximumNumberOfKeysGetNone()
    {
        var data = Names("a", "b", "c");

        var mapped = _ml.Transforms.Conversion.MapValueToKey("Name", maximumNumberOfKeys: 2).Fit(data).Transform(data);

        CollectionAssert.AreEqual(new uint[] { 1, 2, 0 }, mapped.GetColumn<uint>("Name").ToArray());
    }

    [TestMethod]
    public void KeyDataGivesTheKeysInsteadOfTheTrainingData()
    {
        var keyData = _ml.Data.LoadFromEnumerable(new[] { new Only { Value = "x" }, new Only { Value = "b" } });

        var mapped = _ml.Transforms.Conversion.MapValueToKey("Name", keyData: keyData).Fit(Names("a", "b")).Transform(Names("a", "b"));

        CollectionAssert.AreEqual(new uint[] { 0, 2 }, mapped.GetColumn<uint>("Name").ToArray());
    }

    private sealed class Only
    {
        public string Value { get; set; } = "";
    }

    [TestMethod]
    public void TheItemsOfVectorsAreMappedOneByOne()
    {
        var data = _ml.Data.LoadFromEnumerable(new[] { new Row { Pair = ["p", "q"] }, new Row { Pair = ["q", ""] } });

        var mapped = _ml.Transforms.Conversion.MapValueToKey("Pair").Append(_ml.Transforms.Conversion.MapKeyToValue("Back", "Pair"))
            .Fit(data).Transform(data);

        CollectionAssert.AreEqual(new uint[] { 2, 0 }, mapped.GetColumn<uint[]>("Pair").Last());
        CollectionAssert.AreEqual(new[] { "q", "" }, mapped.GetColumn<string[]>("Back").Last());
        Assert.AreEqual("Vector<Key<UInt32, 0-1>, 2>", mapped.Schema["Pair"].Type.ToString());
    }

    [TestMethod]
    public void KeysBecomeTheirValuesAgainAndTheMissingKeyBecomesTheMissingValue()
    {
        var data = _ml.Data.LoadFromEnumerable(new[] { new Row { Number = 2.5f }, new Row { Number = 7 } });
        var pipeline = _ml.Transforms.Conversion.MapValueToKey("Number").Append(_ml.Transforms.Conversion.MapKeyToValue("Number"));

        var back = pipeline.Fit(data).Transform(_ml.Data.LoadFromEnumerable(new[] { new Row { Number = 7 }, new Row { Number = 8 } }));

        CollectionAssert.AreEqual(new[] { 7, float.NaN }, back.GetColumn<float>("Number").ToArray());
    }

    [TestMethod]
    public void TheAnnotationIsTextWhenAsked()
    {
        var data = _ml.Data.LoadFromEnumerable(new[] { new Row { Number = 2.5f } });

        var schema = _ml.Transforms.Conversion.MapValueToKey("Number", addKeyValueAnnotationsAsText: true).Fit(data)
            .GetOutputSchema(data.Schema);

        Assert.AreEqual("2.5", KeyValues<ReadOnlyMemory<char>>(schema["Number"]));
    }

    [TestMethod]
    public void AColumnThatIsMissingOrNoKeyIsNamed()
    {
        var missing = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Transforms.Conversion.MapValueToKey("Nobody")
            .Fit(Names("a")));
        var noKey = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Transforms.Conversion.MapKeyToValue("Name")
            .Fit(Names("a")));

        StringAssert.Contains(missing.Message, "Could not find input column 'Nobody'");
        StringAssert.Contains(noKey.Message, "Schema mismatch for input column 'Name': expected KeyType, got String");
    }
}
