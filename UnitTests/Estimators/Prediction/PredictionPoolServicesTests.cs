using Microsoft.Extensions.DependencyInjection;
using Microsoft.ML;
using Toolkit.Estimators;
using Toolkit.Estimators.Prediction;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Estimators.Prediction;

/// <summary>A saved model among an application's services.</summary>
[TestClass]
public sealed class PredictionPoolServicesTests
{
    private static readonly MLContext ML = new(1);
    private readonly TemporaryFolder folder = new();

    [TestCleanup]
    public void DeleteFolder() => folder.Dispose();

    [TestMethod]
    public void ThePoolPredictsAsTheModelDoesAndIsMadeOnce()
    {
        var expected = SaveModel("model.zip");
        using var provider = new ServiceCollection().AddPredictionPool<ImageRow, ScoredRow>(folder.File("model.zip"), maximumEngines: 2)
            .BuildServiceProvider();

        var pool = provider.GetRequiredService<PredictionPool<ImageRow, ScoredRow>>();
        var actual = pool.Predict(ToyImages.Rows(1)[0]);

        CollectionAssert.AreEqual(expected.Score, actual.Score);
        Assert.AreEqual(expected.PredictedLabel, actual.PredictedLabel);
        Assert.AreEqual(2, pool.MaximumEngines);
        Assert.AreSame(pool, provider.GetRequiredService<PredictionPool<ImageRow, ScoredRow>>());
    }

    [TestMethod]
    public void KeysTellModelsApart()
    {
        SaveModel("model.zip");
        using var provider = new ServiceCollection()
            .AddPredictionPool<ImageRow, ScoredRow>(folder.File("model.zip"), maximumEngines: 1, serviceKey: "one")
            .AddPredictionPool<ImageRow, ScoredRow>(folder.File("model.zip"), maximumEngines: 3, serviceKey: "three")
            .BuildServiceProvider();

        Assert.AreEqual(1, provider.GetRequiredKeyedService<PredictionPool<ImageRow, ScoredRow>>("one").MaximumEngines);
        Assert.AreEqual(3, provider.GetRequiredKeyedService<PredictionPool<ImageRow, ScoredRow>>("three").MaximumEngines);
        Assert.IsNull(provider.GetService<PredictionPool<ImageRow, ScoredRow>>());
    }

    [TestMethod]
    public void PoolAndModelEndWithTheServices()
    {
        SaveModel("model.zip");
        var provider = new ServiceCollection().AddPredictionPool<ImageRow, ScoredRow>(folder.File("model.zip")).BuildServiceProvider();
        var pool = provider.GetRequiredService<PredictionPool<ImageRow, ScoredRow>>();
        var rented = pool.Rent();

        provider.Dispose();

        Assert.ThrowsExactly<ObjectDisposedException>(() => pool.Predict(ToyImages.Rows(1)[0]));
        Assert.ThrowsExactly<ObjectDisposedException>(() => rented.Engine.Predict(ToyImages.Rows(1)[0]), "the model, too");
    }

    [TestMethod]
    public void TheServicesOwnContextIsUsed()
    {
        SaveModel("model.zip");
        List<string> messages = [];
        var context = new MLContext(1);
        context.Log += (_, line) => messages.Add(line.Message);
        using var provider = new ServiceCollection().AddSingleton(context)
            .AddPredictionPool<ImageRow, ScoredRow>(folder.File("model.zip")).BuildServiceProvider();

        _ = provider.GetRequiredService<PredictionPool<ImageRow, ScoredRow>>();

        Assert.IsNotEmpty(messages);
    }

    [TestMethod]
    public void AFileThatIsNotThereIsNamedWhenThePoolIsAskedFor()
    {
        using var provider = new ServiceCollection().AddPredictionPool<ImageRow, ScoredRow>("missing.zip").BuildServiceProvider();
        var error = Assert.ThrowsExactly<FileNotFoundException>(() => provider.GetService<PredictionPool<ImageRow, ScoredRow>>());
        StringAssert.Contains(error.Message, "missing.zip");
    }

    [TestMethod]
    public void ArgumentsAreChecked()
    {
        var services = new ServiceCollection();
        Assert.ThrowsExactly<ArgumentException>(() => services.AddPredictionPool<ImageRow, ScoredRow>(""));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => services.AddPredictionPool<ImageRow, ScoredRow>("model.zip", maximumEngines: 0));
        Assert.HasCount(0, services);
    }

    /// <returns>What the model says of a row before it is saved.</returns>
    private ScoredRow SaveModel(string name)
    {
        var model = SmallModel.Create(ML);
        var rows = ToyImages.Rows(1);
        ML.TransferLearning().Save(model, ML.Data.LoadFromEnumerable(rows).Schema, folder.File(name));
        using var engine = ML.Model.CreatePredictionEngine<ImageRow, ScoredRow>(model);
        return engine.Predict(rows[0]);
    }
}
