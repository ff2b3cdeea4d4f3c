using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Toolkit.Compat.Tests.MicrosoftML.Core;

[TestClass]
public class PredictionEngineTests
{
    private readonly MLContext _ml = new();

    private sealed class Input
    {
        public string Name { get; set; } = "";
        public float Number { get; set; }
    }

    private sealed class Output
    {
        public string Back { get; set; } = "";
        public float Twice { get; set; }
        public int Absent { get; set; } = 5;
    }

    private sealed class Doubled
    {
        public float Twice { get; set; }
    }

    private ITransformer Model()
    {
        var data = _ml.Data.LoadFromEnumerable(new[] { new Input { Name = "a" }, new Input { Name = "b" } });
        return _ml.Transforms.Conversion.MapValueToKey("Key", "Name")
            .Append(_ml.Transforms.Conversion.MapKeyToValue("Back", "Key"))
            .Append(_ml.Transforms.CustomMapping<Input, Doubled>((input, output) => output.Twice = 2 * input.Number, contractName: null))
            .Fit(data);
    }

    [TestMethod]
    public void PredictsOneObjectAfterTheOther()
    {
        using var engine = _ml.Model.CreatePredictionEngine<Input, Output>(Model());

        var first = engine.Predict(new Input { Name = "b", Number = 1 });
        var second = engine.Predict(new Input { Name = "new", Number = 4 });

        Assert.AreEqual(("b", 2f), (first.Back, first.Twice));
        Assert.AreEqual(("", 8f, 5), (second.Back, second.Twice, second.Absent));
        Assert.IsNotNull(engine.OutputSchema.GetColumnOrNull("Key"));
    }

    [TestMethod]
    public void FillsTheObjectThatIsGiven()
    {
        using var engine = _ml.Model.CreatePredictionEngine<Input, Output>(Model());
        var output = new Output();
        var given = output;

        engine.Predict(new Input { Name = "a", Number = 3 }, ref output);

        Assert.AreSame(given, output);
        Assert.AreEqual(6, output.Twice);
    }

    [TestMethod]
    public void AMissingColumnIsAnErrorWhenNotIgnored()
    {
        var error = Assert.ThrowsExactly<InvalidOperationException>(
            () => _ml.Model.CreatePredictionEngine<Input, Output>(Model(), ignoreMissingColumns: false));

        StringAssert.Contains(error.Message, "Absent");
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void DisposesTheTransformerThatItOwns(bool owns)
    {
        var transformer = new ForeignTransformer();

        _ml.Model.CreatePredictionEngine<Input, Input>(transformer, new PredictionEngineOptions { OwnsTransformer = owns }).Dispose();

        Assert.AreEqual(owns, transformer.Disposed);
        Assert.IsTrue(new PredictionEngineOptions().OwnsTransformer, "the default");
    }

    [TestMethod]
    public void ADisposedEngineRefusesToPredict()
    {
        var engine = _ml.Model.CreatePredictionEngine<Input, Output>(Model());
        engine.Dispose();

        Assert.ThrowsExactly<ObjectDisposedException>(() => engine.Predict(new Input()));
    }
}
