using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Toolkit.Compat.Tests.MicrosoftML.Core;

[TestClass]
public class ChainTests
{
    private readonly MLContext _ml = new();

    private sealed class Row
    {
        public string Name { get; set; } = "";
    }

    private IDataView Data => _ml.Data.LoadFromEnumerable(new[] { new Row { Name = "a" }, new Row { Name = "b" } });

    [TestMethod]
    public void AMissingColumnIsFoundBeforeAnythingIsFitted()
    {
        bool fitted = false;
        var pipeline = _ml.Transforms.Conversion.MapValueToKey("Name").WithOnFitDelegate(_ => fitted = true)
            .Append(_ml.Transforms.CopyColumns("B", "Nobody"));

        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => pipeline.Fit(Data));
        Assert.IsFalse(fitted);
    }

    [TestMethod]
    public void AFittedTransformerIsHandedToTheDelegate()
    {
        ValueToKeyMappingTransformer? seen = null;

        var model = _ml.Transforms.Conversion.MapValueToKey("Name").WithOnFitDelegate(fitted => seen = fitted)
            .Append(_ml.Transforms.CopyColumns("B", "Name")).Fit(Data);

        Assert.AreSame(model.First(), seen);
        Assert.AreSame(model.LastTransformer, model.Last());
    }

    [TestMethod]
    public void ATransformerForTrainingAloneIsLeftOutOfScoring()
    {
        var model = new EstimatorChain<ITransformer>()
            .Append(_ml.Transforms.CopyColumns("B", "Name"), TransformerScope.TrainTest)
            .Append(_ml.Transforms.CopyColumns("C", "Name")).Fit(Data);

        Assert.IsNull(model.Transform(Data).Schema.GetColumnOrNull("B"));
        Assert.IsNotNull(model.Transform(Data, TransformerScope.Training).Schema.GetColumnOrNull("B"));
        Assert.AreEqual(1, model.GetModelFor(TransformerScope.Scoring).Count());
    }

    [TestMethod]
    public void AfterACacheCheckpointTheSourceIsReadOnce()
    {
        var source = new CountingDataView(Data);
        var copy = _ml.Transforms.CopyColumns("B", "Name");
        var keys = _ml.Transforms.Conversion;

        copy.AppendCacheCheckpoint(_ml).Append(keys.MapValueToKey("K", "B")).Append(keys.MapValueToKey("L", "B")).Fit(source);
        int cached = source.Readings;
        copy.Append(keys.MapValueToKey("K", "B")).Append(keys.MapValueToKey("L", "B")).Fit(source);

        Assert.AreEqual(1, cached);
        Assert.AreEqual(3, source.Readings);
    }

    [TestMethod]
    public void AChainDisposesItsTransformers()
    {
        var last = new ForeignTransformer();

        new TransformerChain<ITransformer>(last).Dispose();

        Assert.IsTrue(last.Disposed);
    }
}
