using Microsoft.VisualStudio.TestTools.UnitTesting;
using Toolkit.UnitTests.Support;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.Training;

/// <summary>Optimizers against PyTorch's: two parameters, 20 steps of given gradients, every step compared.</summary>
[TestClass]
public sealed class OptimizerParityTests
{
    private const int Steps = 20;

    private static readonly Dictionary<string, (string Python, Func<IEnumerable<Parameter>, optim.Optimizer> Make)> Cases = new()
    {
        ["sgd"] = ("SGD(p, lr=0.1)", p => optim.SGD(p, 0.1)),
        ["sgd weight decay"] = ("SGD(p, lr=0.1, weight_decay=0.05)", p => optim.SGD(p, 0.1, weight_decay: 0.05)),
        ["sgd momentum"] = ("SGD(p, lr=0.1, momentum=0.9, dampening=0.3)", p => optim.SGD(p, 0.1, 0.9, 0.3)),
        ["sgd nesterov"] = (
            "SGD(p, lr=0.05, momentum=0.9, weight_decay=1e-4, nesterov=True)",
            p => optim.SGD(p, 0.05, 0.9, weight_decay: 1e-4, nesterov: true)),
        ["sgd maximize"] = ("SGD(p, lr=0.1, momentum=0.5, maximize=True)", p => optim.SGD(p, 0.1, 0.5, maximize: true)),
        ["adam"] = ("Adam(p)", p => optim.Adam(p)),
        ["adam weight decay"] = ("Adam(p, lr=0.01, weight_decay=0.1)", p => optim.Adam(p, 0.01, weight_decay: 0.1)),
        ["adam amsgrad"] = (
            "Adam(p, lr=0.01, betas=(0.8, 0.95), eps=1e-6, amsgrad=True)", p => optim.Adam(p, 0.01, 0.8, 0.95, 1e-6, amsgrad: true)),
        ["adam maximize"] = ("Adam(p, lr=0.01, maximize=True)", p => optim.Adam(p, 0.01, maximize: true)),
        ["adamw"] = ("AdamW(p, lr=0.01, weight_decay=0.1)", p => optim.AdamW(p, 0.01, weight_decay: 0.1)),
        ["adamw amsgrad"] = (
            "AdamW(p, lr=0.01, weight_decay=0.1, amsgrad=True)", p => optim.AdamW(p, 0.01, weight_decay: 0.1, amsgrad: true)),
        ["rmsprop"] = ("RMSprop(p, lr=0.01, weight_decay=0.1)", p => optim.RMSProp(p, 0.01, weight_decay: 0.1)),
        ["rmsprop centered"] = (
            "RMSprop(p, lr=0.01, alpha=0.9, momentum=0.8, centered=True)", p => optim.RMSProp(p, 0.01, 0.9, momentum: 0.8, centered: true)),
    };

    private static PythonReference reference = null!;

    public static IEnumerable<object[]> Names => Cases.Keys.Select(name => new object[] { name });

    [ClassInitialize]
    public static void AskPyTorch(TestContext context)
    {
        reference = new PythonReference();
        var cases = string.Join(",\n", Cases.Select(item => $"    '{item.Key}': lambda p: torch.optim.{item.Value.Python}"));
        reference.Run($$"""
            torch.manual_seed(1)
            start = [torch.randn(3, 4), torch.randn(5)]
            gradients = [torch.randn({{Steps}}, 3, 4), torch.randn({{Steps}}, 5) * 10]
            for i in range(2):
                save(f"start{i}", start[i])
                save(f"gradients{i}", gradients[i])
            cases = {
            {{cases}}
            }
            for name, make in cases.items():
                parameters = [torch.nn.Parameter(s.clone()) for s in start]
                optimizer = make(parameters)
                path = []
                for step in range({{Steps}}):
                    for p, g in zip(parameters, gradients):
                        p.grad = g[step].clone()
                    if step == {{Steps / 2}}:
                        optimizer.param_groups[0]["lr"] *= 0.5
                    optimizer.step()
                    path.append(torch.cat([p.detach().flatten() for p in parameters]))
                save(name, torch.stack(path))
            """);
    }

    [ClassCleanup]
    public static void CleanUp() => reference.Dispose();

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void FollowsPyTorch(string name)
    {
        using var scope = NewDisposeScope();
        var parameters = StartingPoint();
        using var optimizer = Cases[name].Make(parameters);
        var expected = reference.Take<float>(name).Values.Chunk(17).ToArray();
        for (var step = 0; step < Steps; step++)
        {
            Descend(optimizer, parameters, step);
            Close.AreClose(expected[step], Values(parameters), 1e-6, $"{name}, step {step + 1}");
        }
    }

    [TestMethod]
    public void GroupsHaveTheirOwnRates()
    {
        using var scope = NewDisposeScope();
        var parameters = StartingPoint();
        using var optimizer = optim.SGD(
            [new SGD.ParamGroup([parameters[0]], lr: 0), new SGD.ParamGroup { Parameters = [parameters[1]] }], learningRate: 0.5);
        var before = Values(parameters);
        Descend(optimizer, parameters, 0);
        var after = Values(parameters);

        CollectionAssert.AreEqual(new[] { 0, 0.5 }, optimizer.ParamGroups.Select(group => group.LearningRate).ToArray());
        CollectionAssert.AreEqual(before[..12], after[..12]);
        var expected = reference.Take<float>("gradients1").Values[..5].Select((gradient, i) => before[12 + i] - 0.5f * gradient);
        Close.AreClose(expected.ToArray(), after[12..], 1e-6, "second group");
    }

    [TestMethod]
    public void ParametersWithoutGradientStay()
    {
        using var scope = NewDisposeScope();
        var parameters = StartingPoint();
        using var optimizer = optim.Adam(parameters, 0.1, weight_decay: 0.5);
        var before = Values(parameters);
        optimizer.step();
        CollectionAssert.AreEqual(before, Values(parameters));
    }

    [TestMethod]
    public void StateMovesToAnotherOptimizer()
    {
        using var scope = NewDisposeScope();
        var (first, second) = (StartingPoint(), StartingPoint());
        using var source = optim.Adam(first, 0.01, amsgrad: true);
        for (var step = 0; step < 5; step++) Descend(source, first, step);

        using var target = optim.Adam(second, 0.01, amsgrad: true);
        using (no_grad())
            for (var i = 0; i < first.Count; i++) second[i].copy_(first[i]);
        target.load_state_dict(source.state_dict());

        Descend(source, first, 5);
        Descend(target, second, 5);
        CollectionAssert.AreEqual(Values(first), Values(second));
    }

    [TestMethod]
    public void ZeroGradSetsToZero()
    {
        using var scope = NewDisposeScope();
        var parameters = StartingPoint();
        using var optimizer = optim.SGD(parameters, 0.1);
        Descend(optimizer, parameters, 0);
        optimizer.zero_grad();
        Assert.IsTrue(parameters.All(parameter => parameter.grad!.abs().sum().item<float>() == 0));
    }

    [TestMethod]
    public void ImpossibleSettingsAreRefused()
    {
        using var scope = NewDisposeScope();
        var parameters = StartingPoint();
        Assert.ThrowsExactly<ArgumentException>(() => optim.SGD(parameters, -0.1));
        Assert.ThrowsExactly<ArgumentException>(() => optim.SGD(parameters, 0.1, nesterov: true));
        Assert.ThrowsExactly<ArgumentException>(() => optim.Adam(parameters, beta1: 1));
        Assert.ThrowsExactly<ArgumentException>(() => optim.AdamW(parameters, weight_decay: -1));
    }

    private static List<Parameter> StartingPoint() => [Start("start0"), Start("start1")];

    private static Parameter Start(string name)
    {
        var array = reference.Take<float>(name);
        return nn.Parameter(tensor(array.Values, array.Shape));
    }

    /// <summary>One step of the given gradients; the rate is halved half way.</summary>
    private static void Descend(optim.Optimizer optimizer, List<Parameter> parameters, int step)
    {
        for (var i = 0; i < parameters.Count; i++)
        {
            var count = (int)parameters[i].numel();
            var gradient = reference.Take<float>($"gradients{i}").Values.AsSpan(step * count, count).ToArray();
            parameters[i].grad = tensor(gradient, parameters[i].shape);
        }
        if (step == Steps / 2)
            foreach (var group in optimizer.ParamGroups) group.LearningRate *= 0.5;
        optimizer.step();
    }

    private static float[] Values(List<Parameter> parameters) =>
        [.. parameters.SelectMany(parameter => parameter.detach().data<float>().ToArray())];
}
