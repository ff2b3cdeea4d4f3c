using System.Diagnostics;
using System.Text.Json;
using Toolkit.Data;
using Toolkit.LibTorch;
using Toolkit.Networks;
using Toolkit.StateDicts;
using Toolkit.Training;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.Training.Distributed;

/// <summary>What <c>mpirun -np 2 dotnet UnitTests.dll train '{…}'</c> runs, by the entry point of the tests' assembly.</summary>
internal static class RankProgram
{
    /// <summary>Trains a tiny network, and writes each rank's weights and history.</summary>
    public static int Train(RankTraining training)
    {
        try
        {
            training.Run(GradientExchange.Mpi(TimeSpan.FromSeconds(training.TimeoutSeconds)));
            return 0;
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            Console.Error.WriteLine(error.Message);
            return 1;
        }
    }

    /// <summary>Sums so many values so many times, and prints the milliseconds of each time.</summary>
    public static void Sum(int steps, int count) => Measure(ranks => Sum(ranks, steps, new float[count]));

    /// <summary>Takes the mean of all gradients of a network so many times, and prints the milliseconds of each time.</summary>
    public static void Average(int steps, string architecture) => Measure(ranks => Average(ranks, steps, architecture));

    private static void Measure(Action<IGradientExchange> run)
    {
        MemoryReuse.Enable(); // as in a training
        run(GradientExchange.Mpi(TimeSpan.FromSeconds(60)));
    }

    private static void Sum(IGradientExchange ranks, int steps, float[] values)
    {
        for (var step = 0; step < steps; step++)
        {
            Array.Fill(values, ranks.Rank + step);
            Time(ranks, () => ranks.Sum(values));
            var expected = (ranks.Ranks * (ranks.Ranks - 1) / 2) + (ranks.Ranks * step);
            if (values.AsSpan().ContainsAnyExcept(expected)) throw new InvalidOperationException($"Not all sums are {expected}.");
        }
    }

    private static void Average(IGradientExchange ranks, int steps, string architecture)
    {
        using var network = NetworkCatalog.Create(architecture, 10);
        var parameters = network.parameters().ToArray();
        foreach (var parameter in parameters) parameter.grad = zeros_like(parameter);
        using var average = new GradientAverage(ranks, parameters, CancellationToken.None);
        for (var step = 0; step < steps; step++) Time(ranks, () => average.Run(images: 1, loss: 1));
    }

    private static void Time(IGradientExchange ranks, Action run)
    {
        var watch = Stopwatch.StartNew();
        run();
        if (ranks.Rank == 0) Console.WriteLine(watch.Elapsed.TotalMilliseconds);
    }
}

/// <summary>A training that one process or several can do.</summary>
internal sealed record RankTraining(string Folder)
{
    public int Images { get; init; } = 61;

    public int BatchSize { get; init; } = 16;

    public int Epochs { get; init; } = 3;

    public int FrozenEpochs { get; init; } = 1;

    public bool ReusesFeatures { get; init; } = true;

    public bool Normalises { get; init; }

    public double Dropout { get; init; }

    public LearningTask Task { get; init; }

    public string? Checkpoint { get; init; }

    public bool ScalesRate { get; init; }

    /// <summary>Milliseconds that each batch takes besides.</summary>
    public int Delay { get; init; }

    public double TimeoutSeconds { get; init; } = 60;

    /// <summary>A rank that stops for good after its first epoch; -1: none.</summary>
    public int HangingRank { get; init; } = -1;

    /// <summary>What rank 1 has otherwise: <c>train</c> or <c>validation</c>, an image fewer; <c>rate</c>, scaled; null: nothing.</summary>
    public string? Deviation { get; init; }

    public TrainingResult Run(IGradientExchange ranks)
    {
        using var network = new TinyNetwork(dropout: Dropout, normalises: Normalises) { Delay = TimeSpan.FromMilliseconds(Delay) };
        var tuner = new FineTuner(network, Options(ranks));
        tuner.EpochCompleted += report =>
        {
            Console.WriteLine($"rank {ranks.Rank} epoch {report.Epoch}");
            if (ranks.Rank == HangingRank) Thread.Sleep(Timeout.Infinite);
        };
        var result = tuner.Fit(TrainImages(ranks.Rank), ValidationImages(ranks.Rank));
        Safetensors.Write(Path.Combine(Folder, $"rank{ranks.Rank}.safetensors"), StateDictLoader.Capture(network));
        File.WriteAllText(Path.Combine(Folder, $"rank{ranks.Rank}.json"), JsonSerializer.Serialize(result.Epochs));
        return result;
    }

    public FineTuningOptions Options(IGradientExchange ranks) => new()
    {
        Epochs = Epochs,
        FrozenEpochs = FrozenEpochs,
        BatchSize = BatchSize,
        LearningRate = 0.05,
        UnfrozenLearningRate = 0.05,
        Optimizer = Optimizer.Sgd(momentum: 0.9),
        AugmentWhileFrozen = !ReusesFeatures,
        CheckpointPath = Checkpoint,
        ScaleRateWithRanks = ScalesRate || Deviates("rate", ranks.Rank),
        Distributed = ranks,
        Seed = 1,
    };

    public IImageDataset TrainImages(int rank = 0) => Of(TintedImages.Create(Images - (Deviates("train", rank) ? 1 : 0)));

    public IImageDataset ValidationImages(int rank = 0) => Of(TintedImages.Create(25 - (Deviates("validation", rank) ? 1 : 0), seed: 2));

    private bool Deviates(string what, int rank) => rank == 1 && Deviation == what;

    private IImageDataset Of(InMemoryImages images) => Task == LearningTask.Classification ? images : new WithTargets(images, Task);

    /// <summary>The strongest colour, and whether it is not the first; as labels or numbers.</summary>
    private sealed class WithTargets(IImageDataset images, LearningTask task) : IImageDataset
    {
        public int Count => images.Count;

        public LearningTask Task => task;

        public IReadOnlyList<string> ClassNames { get; } = ["one", "two"];

        public int LabelOf(int index) => 0;

        public ReadOnlySpan<float> TargetsOf(int index) =>
            new float[] { task == LearningTask.MultiLabel ? images.LabelOf(index) % 2 : 100 + images.LabelOf(index), images.LabelOf(index) > 0 ? 1 : 0 };

        public string NameOf(int index) => images.NameOf(index);

        public void Read(int index, Toolkit.Images.ImageBuffer image) => images.Read(index, image);
    }
}
