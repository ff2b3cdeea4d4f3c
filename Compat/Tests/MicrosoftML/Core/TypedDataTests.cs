using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Toolkit.Compat.Tests.MicrosoftML.Core;

[TestClass]
public class TypedDataTests
{
    private readonly MLContext _ml = new();

    private sealed class Row
    {
        public string? Name = "";
        [VectorType(2)] public float[]? Features = [];
        [ColumnName("Label")][KeyType(3)] public uint Category { get; set; }
        [NoColumn] public object? Other { get; set; }
    }

    private sealed class WithoutColumnType
    {
        public object? Thing { get; set; }
    }

    private sealed class Words
    {
        public string[]? Texts { get; set; }
        public VBuffer<int> Numbers { get; set; }
    }

    private sealed class Wrong
    {
        public int Name { get; set; }
    }

    private sealed class Extra
    {
        public string Name { get; set; } = "";
        public int Absent { get; set; } = 7;
    }

    private static readonly Row[] Rows =
    [
        new() { Name = "a", Features = [1, 2], Category = 0 },
        new() { Name = "b", Features = [3, 4], Category = 2 },
        new() { Name = null, Features = null, Category = 3 },
    ];

    [TestMethod]
    public void MembersBecomeColumnsWithTheTypesOfTheirAttributes()
    {
        var schema = _ml.Data.LoadFromEnumerable(Rows).Schema;

        Assert.AreEqual("Name: String, Features: Vector<Single, 2>, Label: Key<UInt32, 0-2>", string.Join(", ", schema));
    }

    [TestMethod]
    public void KeysAreReadFromZeroAndWhatIsNoCategoryIsMissing()
    {
        var data = _ml.Data.LoadFromEnumerable(Rows);

        CollectionAssert.AreEqual(new uint[] { 1, 3, 0 }, data.GetColumn<uint>("Label").ToArray());
    }

    [TestMethod]
    public void RowsReadBackHaveTheValuesOfTheColumnsAndKeysFromOne()
    {
        var back = _ml.Data.CreateEnumerable<Row>(_ml.Data.LoadFromEnumerable(Rows), reuseRowObject: false).ToList();

        CollectionAssert.AreEqual(new[] { "a", "b", "" }, back.ConvertAll(row => row.Name));
        CollectionAssert.AreEqual(new float[] { 3, 4 }, back[1].Features);
        CollectionAssert.AreEqual(new uint[] { 1, 3, 0 }, back.ConvertAll(row => row.Category));
    }

    [TestMethod]
    public void OneObjectIsFilledAgainAndAgainWhenAsked()
    {
        var data = _ml.Data.LoadFromEnumerable(Rows);

        var objects = _ml.Data.CreateEnumerable<Row>(data, reuseRowObject: true).ToList();

        Assert.AreEqual(1, objects.Distinct().Count());
    }

    [TestMethod]
    public void ArraysAndBuffersBecomeVectorsOfAnySize()
    {
        var words = new Words { Texts = ["x", "yz"], Numbers = new VBuffer<int>(5, 1, [9], [3]) };
        var data = _ml.Data.LoadFromEnumerable(new[] { words });

        var back = _ml.Data.CreateEnumerable<Words>(data, reuseRowObject: false).Single();

        Assert.AreEqual("Vector<String>", data.Schema["Texts"].Type.ToString());
        CollectionAssert.AreEqual(words.Texts, back.Texts);
        CollectionAssert.AreEqual(new[] { 0, 0, 0, 9, 0 }, back.Numbers.DenseValues().ToArray());
    }

    [TestMethod]
    public void AMemberWithoutColumnTypeIsRefusedByName()
    {
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Data.LoadFromEnumerable(new[] { new WithoutColumnType() }));

        StringAssert.Contains(error.Message, "Thing");
        StringAssert.Contains(error.Message, "NoColumn");
    }

    [TestMethod]
    public void AColumnThatIsMissingIsAnErrorUnlessIgnored()
    {
        var data = _ml.Data.LoadFromEnumerable(Rows);

        var error = Assert.ThrowsExactly<InvalidOperationException>(() => _ml.Data.CreateEnumerable<Extra>(data, false));
        var rows = _ml.Data.CreateEnumerable<Extra>(data, false, ignoreMissingColumns: true).ToList();

        StringAssert.Contains(error.Message, "Absent");
        Assert.AreEqual(7, rows[0].Absent);
    }

    [TestMethod]
    public void AColumnOfAnotherTypeThanItsMemberIsAnError()
    {
        var data = _ml.Data.LoadFromEnumerable(Rows);

        var error = Assert.ThrowsExactly<InvalidOperationException>(() => _ml.Data.CreateEnumerable<Wrong>(data, false));

        StringAssert.Contains(error.Message, "Can't bind the IDataView column 'Name' of type 'String'");
    }

    [TestMethod]
    public void ADefinitionRenamesAndAnnotatesColumns()
    {
        var definition = SchemaDefinition.Create(typeof(Row));
        definition["Features"].ColumnName = "Scores";
        definition["Scores"].AddAnnotation("SlotNames", new VBuffer<ReadOnlyMemory<char>>(2, ["cat".AsMemory(), "dog".AsMemory()]),
            new VectorDataViewType(TextDataViewType.Instance, 2));

        var column = _ml.Data.LoadFromEnumerable(Rows, definition).Schema["Scores"];

        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetSlotNames(ref names);
        Assert.IsTrue(column.HasSlotNames());
        Assert.AreEqual("cat dog", string.Join(' ', names.DenseValues()));
    }

    [TestMethod]
    public void ASchemaGivesTypesToTheMembers()
    {
        var data = _ml.Data.LoadFromEnumerable(new[] { new Features { Values = [1, 2] } }, SchemaOf("Features", 2));

        Assert.AreEqual("Vector<Single, 2>", data.Schema["Features"].Type.ToString());
    }

    private sealed class Features
    {
        [ColumnName("Features")] public float[] Values { get; set; } = [];
    }

    private static DataViewSchema SchemaOf(string name, int size)
    {
        var schema = new DataViewSchema.Builder();
        schema.AddColumn(name, new VectorDataViewType(NumberDataViewType.Single, size));
        return schema.ToSchema();
    }
}
