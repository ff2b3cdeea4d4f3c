using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Estimators;
using Toolkit.Estimators.Prediction;

namespace Toolkit.Break.Attacks;

/// <summary>
/// 16 threads predict by a pool and by Transform while pool and model are disposed: each answer is right, or an ObjectDisposedException.
/// </summary>
internal sealed class DisposedUnderLoad : IAttack
{
    private const int Threads = 16, Images = 8, Size = 28;

    private static readonly MLContext ML = new(1);

    private readonly IDataView view = ML.TransferLearning().LoadImages(DamagedFiles.Pictures(Images));
    private string path = "";
    private List<Item> items = [];
    private List<float[]> expected = [];

    public string Name => "threads";

    public string Unit => "predictions";

    public void Prepare(string folder)
    {
        path = DamagedFiles.MakeModel(folder);
        items = [.. Enumerable.Range(0, Images).Select(index => new Item { Image = DamagedFiles.Picture(index) })];
        using var model = (IDisposable)ML.TransferLearning().Load(path, out _);
        expected = [.. ((ITransformer)model).Transform(view).GetColumn<float[]>("Score")];
    }

    public long Attempt(long seed)
    {
        var random = new Random((int)(seed & int.MaxValue));
        var model = ML.TransferLearning().Load(path, out _);
        var pool = ML.TransferLearning().CreatePredictionEnginePool<Item, Answer>(model, maximumEngines: random.Next(1, Threads));
        var predictions = 0L;
        var threads = Enumerable.Range(0, Threads).Select(number => Task.Factory.StartNew(
            () => Predict(number % 4 == 0 ? () => Transform(model) : () => Pool(pool, number), ref predictions), TaskCreationOptions.LongRunning)).ToArray();
        Thread.Sleep(random.Next(20, 600));
        if (random.Next(2) == 0) pool.Dispose();
        ((IDisposable)model).Dispose();
        pool.Dispose();
        Task.WhenAll(threads).GetAwaiter().GetResult();
        return predictions;
    }

    private static void Predict(Func<int> once, ref long predictions)
    {
        try
        {
            while (true) Interlocked.Add(ref predictions, once());
        }
        catch (ObjectDisposedException)
        {
            // As it should be.
        }
    }

    private int Pool(PredictionPool<Item, Answer> pool, int number)
    {
        var index = number % Images;
        Check(pool.Predict(items[index]).Score, index);
        return 1;
    }

    private int Transform(ITransformer model)
    {
        var index = 0;
        foreach (var scores in model.Transform(view).GetColumn<float[]>("Score")) Check(scores, index++);
        return index;
    }

    private void Check(float[] scores, int index)
    {
        if (!scores.SequenceEqual(expected[index]))
            throw new BrokenException($"image {index} got {string.Join(' ', scores)} instead of {string.Join(' ', expected[index])}.");
    }

    private sealed class Item
    {
        [ImageColumn]
        public MLImage? Image { get; set; }
    }

    private sealed class Answer
    {
        public float[] Score { get; set; } = [];
    }
}
