using Microsoft.VisualStudio.TestTools.UnitTesting;
using Toolkit.UnitTests.Support;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace Toolkit.Compat.Tests.Optim;

/// <summary>The rates that schedulers set, epoch by epoch, against PyTorch's.</summary>
[TestClass]
public sealed class SchedulerParityTests
{
    private const int Epochs = 20;

    private static readonly Dictionary<string, (string Python, Func<Optimizer, lr_scheduler.LRScheduler> Make)> Cases = new()
    {
        ["step"] = ("StepLR(o, 3, 0.5)", o => lr_scheduler.StepLR(o, 3, 0.5)),
        ["milestones"] = ("MultiStepLR(o, [2, 7, 8], 0.1)", o => lr_scheduler.MultiStepLR(o, [2, 7, 8], 0.1)),
        ["exponential"] = ("ExponentialLR(o, 0.9)", o => lr_scheduler.ExponentialLR(o, 0.9)),
        ["linear"] = ("LinearLR(o, 0.1, 1.0, 6)", o => lr_scheduler.LinearLR(o, 0.1, 1.0, 6)),
        ["cosine"] = ("CosineAnnealingLR(o, 8, 0.001)", o => lr_scheduler.CosineAnnealingLR(o, 8, 0.001)),
        ["one cycle"] = ("OneCycleLR(o, [0.5, 0.2], total_steps=25)", o => lr_scheduler.OneCycleLR(o, [0.5, 0.2], total_steps: 25)),
        ["one cycle linear"] = (
            "OneCycleLR(o, 0.5, epochs=5, steps_per_epoch=5, anneal_strategy='linear', three_phase=True)",
            o => lr_scheduler.OneCycleLR(
                o, 0.5, epochs: 5, steps_per_epoch: 5, three_phase: true,
                anneal_strategy: lr_scheduler.impl.OneCycleLR.AnnealStrategy.Linear)),
        ["plateau"] = ("ReduceLROnPlateau(o, factor=0.5, patience=2)", o => lr_scheduler.ReduceLROnPlateau(o, factor: 0.5, patience: 2)),
        ["plateau max"] = (
            "ReduceLROnPlateau(o, mode='max', factor=0.3, patience=1, threshold=0.05, threshold_mode='abs', cooldown=2)",
            o => lr_scheduler.ReduceLROnPlateau(o, "max", 0.3, 1, 0.05, "abs", 2)),
        ["plateau floor"] = (
            "ReduceLROnPlateau(o, patience=0, min_lr=[0.01, 0.002])",
            o => lr_scheduler.ReduceLROnPlateau(o, patience: 0, min_lr: [0.01, 0.002])),
    };

    private static PythonReference reference = null!;

    public static IEnumerable<object[]> Names => Cases.Keys.Select(name => new object[] { name });

    [ClassInitialize]
    public static void AskPyTorch(TestContext context)
    {
        reference = new PythonReference();
        var cases = string.Join(",\n", Cases.Select(item => $"    '{item.Key}': lambda o: S.{item.Value.Python}"));
        reference.Run($$"""
            import torch.optim.lr_scheduler as S
            torch.manual_seed(2)
            metrics = 1 + torch.rand({{Epochs}}, dtype=torch.float64).cumsum(0).mul(3).sin() / torch.arange(1, {{Epochs + 1}})
            save("metrics", metrics)
            cases = {
            {{cases}}
            }
            for name, make in cases.items():
                groups = [{"params": [torch.nn.Parameter(torch.zeros(1))], "lr": lr} for lr in (0.1, 0.02)]
                optimizer = torch.optim.SGD(groups, lr=0.1, momentum=0.9)
                scheduler = make(optimizer)
                state = lambda: [g[k] for g in optimizer.param_groups for k in ("lr", "momentum")]
                path = [state()]
                for metric in metrics.tolist():
                    optimizer.step()
                    scheduler.step(metric) if "plateau" in name else scheduler.step()
                    path.append(state())
                save(name, np.array(path))
            """);
    }

    [ClassCleanup]
    public static void CleanUp() => reference.Dispose();

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void FollowsPyTorch(string name)
    {
        using var scope = NewDisposeScope();
        using var optimizer = TwoGroups();
        var scheduler = Cases[name].Make(optimizer);
        var expected = reference.Take<double>(name).Values.Chunk(4).ToArray();
        var metrics = reference.Take<double>("metrics").Values;
        Close.AreClose(expected[0], State(optimizer), 1e-12, $"{name}, at first");
        for (var epoch = 0; epoch < Epochs; epoch++)
        {
            optimizer.step();
            if (name.StartsWith("plateau")) scheduler.step(metrics[epoch]);
            else scheduler.step();
            Close.AreClose(expected[epoch + 1], State(optimizer), 1e-12, $"{name}, epoch {epoch + 1}");
        }
    }

    [TestMethod]
    public void PlateauNeedsItsMetric()
    {
        using var scope = NewDisposeScope();
        using var optimizer = TwoGroups();
        var scheduler = lr_scheduler.ReduceLROnPlateau(optimizer);
        Assert.ThrowsExactly<InvalidOperationException>(scheduler.step);
    }

    [TestMethod]
    public void ImpossibleSettingsAreRefused()
    {
        using var scope = NewDisposeScope();
        using var optimizer = TwoGroups();
        Assert.ThrowsExactly<ArgumentException>(() => lr_scheduler.ReduceLROnPlateau(optimizer, factor: 1));
        Assert.ThrowsExactly<ArgumentException>(() => lr_scheduler.ReduceLROnPlateau(optimizer, mode: "least"));
        Assert.ThrowsExactly<ArgumentException>(() => lr_scheduler.OneCycleLR(optimizer, 0.1));
        Assert.ThrowsExactly<ArgumentException>(() => lr_scheduler.OneCycleLR(optimizer, 0.1, total_steps: 10, pct_start: 2));
    }

    private static SGD TwoGroups() => optim.SGD(
        [
            new SGD.ParamGroup([nn.Parameter(zeros(1))], lr: 0.1, momentum: 0.9),
            new SGD.ParamGroup([nn.Parameter(zeros(1))], lr: 0.02, momentum: 0.9),
        ],
        learningRate: 0.1);

    private static double[] State(SGD optimizer) =>
        [.. optimizer.ParamGroups.Cast<SGD.ParamGroup>().SelectMany(group => new[] { group.LearningRate, group.Momentum })];
}
