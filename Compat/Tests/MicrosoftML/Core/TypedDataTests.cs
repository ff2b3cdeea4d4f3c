using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Toolkit.Compat.Tests.MicrosoftML.Core;

[TestClass]
public class TypedDataTests
{
    private sealed class Row
    {
        public string Name = "";
        [VectorType(2)] public float[] Features = [];
        [ColumnName("Label")][KeyType(3)] public uint Category { get; set; }
        [NoColumn] public object? Other { get; set; }
    }

    private static readonly Row[] Rows =
    [
        new() { Name = "a", Features = [1, 2], Category = 0 },
        new() { Name = "b", Features = [3, 4], Category = 2 },
        new() { Name = "c", Features = [5, 6], Category = 3 },
    ];

    [TestMethod]
    public void MembersBecomeColumnsWithTheTypesOfTheirAttributes()
    {
        var schema = new MLContext().Data.LoadFromEnumerable(Rows).Schema;

        Assert.AreEqual("Name: String, Features: Vector<Single, 2>, Label: Key<UInt32, 0-2>", string.Join(", ", schema));
    }

    [TestMethod]
    public void RowsReadBackHaveTheValuesOfTheColumns()
    {
        var ml = new MLContext();
        var data = ml.Data.LoadFromEnumerable(Rows);

        var back = ml.Data.CreateEnumerable<Row>(data, reuseRowObject: false).ToList();

        CollectionAssert.AreEqual(new[] { "a", "b", "c" }, back.ConvertAll(row => row.Name));
        CollectionAssert.AreEqual(new float[] { 3, 4 }, back[1].Features);
        CollectionAssert.AreEqual(new uint[] { 1, 3, 0 }, back.ConvertAll(row => row.Category), "keys are read from 0 and not undone; 3 of 3 is no category");
    }

    [TestMethod]
    public void MapsValuesToKeysAndBack()
    {
        var ml = new MLContext();
        var data = ml.Data.LoadFromEnumerable(Rows);
        var model = ml.Transforms.Conversion.MapValueToKey("Name").Append(ml.Transforms.Conversion.MapKeyToValue("Back", "Name")).Fit(data);

        var schema = model.GetOutputSchema(data.Schema);

        Assert.AreEqual("Key<UInt32, 0-2>", schema["Name"].Type.ToString());
        Assert.AreEqual(TextDataViewType.Instance, schema["Back"].Type);
    }
}
