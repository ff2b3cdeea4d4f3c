using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Toolkit.Compat.Tests.MicrosoftML.Core;

[TestClass]
public class CustomMappingTests
{
    private readonly MLContext _ml = new();

    private sealed class Input
    {
        public float[] Features { get; set; } = [];
    }

    private sealed class Output
    {
        [VectorType(2)] public float[] Score { get; set; } = [];
        public string Text { get; set; } = "";
    }

    private sealed class Row
    {
        [VectorType(2)] public float[] Features { get; set; } = [];
        public int Other { get; set; }
    }

    private sealed class Other
    {
        public string Text { get; set; } = "";
    }

    private IDataView Data => _ml.Data.LoadFromEnumerable(new[] { new Row { Features = [1, 2] }, new Row { Features = [3, 4] } });

    [TestMethod]
    public void TheFunctionRunsOnceARowAndOnlyIfAColumnOfItIsRead()
    {
        int calls = 0;
        var source = new CountingDataView(Data);
        var mapped = Mapping(() => calls++).Fit(source).Transform(source);

        mapped.GetColumn<int>("Other").Count();
        Assert.AreEqual(0, calls);
        var texts = mapped.Preview().ColumnView.Single(column => column.Column.Name == "Text").Values;

        Assert.AreEqual(2, calls);
        Assert.AreEqual("3", texts[0].ToString());
        CollectionAssert.AreEqual(new[] { "Other", "Features,Other" }, source.Opened);
    }

    [TestMethod]
    public void TheShapeHasTheColumnsOfTheOutputClassWithTheirKindAndType()
    {
        var shape = Shape(Mapping(() => { }));

        var score = shape.Single(column => column.Name == "Score");
        Assert.AreEqual(SchemaShape.Column.VectorKind.Vector, score.Kind);
        Assert.AreEqual(NumberDataViewType.Single, score.ItemType);
        Assert.IsFalse(score.IsKey);
        Assert.IsTrue(shape.Any(column => column.Name == "Other"), "the columns before it stay");
    }

    [TestMethod]
    public void AColumnIsNamedByTheDefinition()
    {
        var definition = SchemaDefinition.Create(typeof(Output));
        definition["Score"].ColumnName = "Renamed";

        var shape = Shape(_ml.Transforms.CustomMapping<Input, Output>((_, _) => { }, null, outputSchemaDefinition: definition));

        Assert.IsTrue(shape.Any(column => column.Name == "Renamed"));
    }

    [TestMethod]
    public void AnInputOfAnotherTypeOrMissingIsNamed()
    {
        var text = _ml.Data.LoadFromEnumerable(new[] { new Other() });

        var missing = Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => _ml.Transforms.CopyColumns("B", "Text").Append(Mapping(() => { })).Fit(text));
        var wrong = Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => _ml.Transforms.CopyColumns("Features", "Text").Append(Mapping(() => { })).Fit(text));

        StringAssert.Contains(missing.Message, "'Features'");
        StringAssert.Contains(wrong.Message, "Schema mismatch for input column 'Features': expected Vector<Single>, got String");
    }

    private IEstimator<ITransformer> Mapping(Action called) => _ml.Transforms.CustomMapping<Input, Output>((input, output) =>
    {
        called();
        output.Score = [input.Features[0], 0];
        output.Text = (input.Features[0] + input.Features[1]).ToString();
    }, contractName: null);

    // A shape can be had from a chain's first estimator alone, since its constructor takes no schema.
    private SchemaShape Shape(IEstimator<ITransformer> mapping)
    {
        var seen = new ShapeProbe();
        mapping.Append(seen).Fit(Data);
        return seen.Shape!;
    }

    private sealed class ShapeProbe : IEstimator<ForeignTransformer>
    {
        public SchemaShape? Shape { get; private set; }

        public ForeignTransformer Fit(IDataView input) => new();

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => Shape = inputSchema;
    }
}
