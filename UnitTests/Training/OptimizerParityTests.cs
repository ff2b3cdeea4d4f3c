using Toolkit.Training;
using Toolkit.UnitTests.Support;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace Toolkit.UnitTests.Training;

/// <summary>
/// Optimizers against PyTorch's: two parameters, 20 steps of given gradients, every step compared. Float32 parameters take the pass over
/// memory, double ones and gradients of another memory layout take the tensor operations.
/// </summary>
[TestClass]
public sealed class OptimizerParityTests
{
    private const int Steps = 20, Elements = 12 + 5;

    private static readonly Dictionary<string, (string Python, Optimizer Optimizer)> Cases = new()
    {
        ["sgd"] = ("SGD(p, lr=0.1)", Optimizer.Sgd(momentum: 0)),
        ["sgd weight decay"] = ("SGD(p, lr=0.1, weight_decay=0.05)", Optimizer.Sgd(momentum: 0, weightDecay: 0.05)),
        ["sgd momentum"] = ("SGD(p, lr=0.1, momentum=0.9)", Optimizer.Sgd(momentum: 0.9)),
        ["sgd nesterov"] = (
            "SGD(p, lr=0.1, momentum=0.9, weight_decay=1e-4, nesterov=True)", Optimizer.Sgd(0.9, 1e-4, nesterov: true)),
        ["adam"] = ("Adam(p, lr=0.1)", Optimizer.Adam()),
        ["adam weight decay"] = ("Adam(p, lr=0.1, weight_decay=0.1)", Optimizer.Adam(0.1)),
        ["adam all numbers"] = (
            "Adam(p, lr=0.1, betas=(0.8, 0.95), eps=1e-3, weight_decay=0.01)", Optimizer.Adam(0.01, 0.8, 0.95, 1e-3)),
        ["adamw"] = ("AdamW(p, lr=0.1)", Optimizer.AdamW()),
        ["adamw all numbers"] = (
            "AdamW(p, lr=0.1, betas=(0.8, 0.95), eps=1e-3, weight_decay=0.1)", Optimizer.AdamW(0.1, 0.8, 0.95, 1e-3)),
        ["rmsprop"] = ("RMSprop(p, lr=0.1)", Optimizer.RmsProp()),
        ["rmsprop weight decay"] = ("RMSprop(p, lr=0.1, weight_decay=0.1)", Optimizer.RmsProp(weightDecay: 0.1)),
        ["rmsprop all numbers"] = (
            "RMSprop(p, lr=0.1, alpha=0.9, eps=1e-3, weight_decay=0.01, momentum=0.8)",
            Optimizer.RmsProp(alpha: 0.9, momentum: 0.8, weightDecay: 0.01, epsilon: 1e-3)),
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
                for dtype in (torch.float32, torch.float64):
                    parameters = [torch.nn.Parameter(s.to(dtype, copy=True)) for s in start]
                    optimizer = make(parameters)
                    path = []
                    for step in range({{Steps}}):
                        for p, g in zip(parameters, gradients):
                            p.grad = g[step].to(dtype, copy=True)
                        if step == {{Steps / 2}}:
                            optimizer.param_groups[0]["lr"] *= 0.5
                        optimizer.step()
                        path.append(torch.cat([p.detach().flatten() for p in parameters]))
                    save(f"{name} {dtype}", torch.stack(path))
            """);
    }

    [ClassCleanup]
    public static void CleanUp() => reference.Dispose();

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void OnePassOverMemoryFollowsPyTorch(string name)
    {
        using var scope = NewDisposeScope();
        var parameters = StartingPoint(float32);
        using var optimizer = Over(Cases[name].Optimizer, (parameters, 0.1));
        var expected = reference.Take<float>($"{name} torch.float32").Values.Chunk(Elements).ToArray();
        for (var step = 0; step < Steps; step++)
        {
            Descend(optimizer, parameters, step);
            Close.AreClose(expected[step], Values(parameters), 1e-6, $"{name}, step {step + 1}");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void TensorOperationsFollowPyTorch(string name)
    {
        using var scope = NewDisposeScope();
        var parameters = StartingPoint(float64);
        using var optimizer = Over(Cases[name].Optimizer, (parameters, 0.1));
        var expected = reference.Take<double>($"{name} torch.float64").Values.Chunk(Elements).ToArray();
        for (var step = 0; step < Steps; step++)
        {
            Descend(optimizer, parameters, step);
            double[] actual = [.. parameters.SelectMany(parameter => parameter.detach().data<double>().ToArray())];
            Close.AreClose(expected[step], actual, 1e-14, $"{name}, step {step + 1}");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void TheMemoryLayoutOfAGradientMakesNoDifference(string name)
    {
        using var scope = NewDisposeScope();
        var (plain, turned) = (StartingPoint(float32), StartingPoint(float32));
        using var first = Over(Cases[name].Optimizer, (plain, 0.1));
        using var second = Over(Cases[name].Optimizer, (turned, 0.1));
        for (var step = 0; step < Steps; step++)
        {
            Descend(first, plain, step);
            Descend(second, turned, step, gradient => gradient.dim() == 2 ? gradient.t().contiguous().t() : gradient);
            Close.AreClose(Values(plain), Values(turned), 1e-6, $"{name}, step {step + 1}");
        }
    }

    [TestMethod]
    public void GroupsHaveTheirOwnRates()
    {
        using var scope = NewDisposeScope();
        var parameters = StartingPoint(float32);
        using var optimizer = Over(Optimizer.Sgd(momentum: 0), ([parameters[0]], 0), ([parameters[1]], 0.5));
        var before = Values(parameters);
        Descend(optimizer, parameters, 0);
        var after = Values(parameters);

        CollectionAssert.AreEqual(before[..12], after[..12]);
        var expected = reference.Take<float>("gradients1").Values[..5].Select((gradient, i) => before[12 + i] - 0.5f * gradient);
        Close.AreClose(expected.ToArray(), after[12..], 1e-6, "second group");
    }

    [TestMethod]
    public void ParametersWithoutGradientStay()
    {
        using var scope = NewDisposeScope();
        var parameters = StartingPoint(float32);
        using var optimizer = Over(Optimizer.AdamW(weightDecay: 0.5), (parameters, 0.1));
        var before = Values(parameters);
        optimizer.Step();
        CollectionAssert.AreEqual(before, Values(parameters));
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void StateMovesToAnotherOptimizer(string name)
    {
        using var scope = NewDisposeScope();
        var (first, second) = (StartingPoint(float32), StartingPoint(float32));
        using var source = Over(Cases[name].Optimizer, (first, 0.01));
        for (var step = 0; step < 5; step++) Descend(source, first, step);

        using var target = Over(Cases[name].Optimizer, (second, 0.01));
        using (no_grad())
            for (var i = 0; i < first.Count; i++) second[i].copy_(first[i]);
        target.Restore(source.Capture().ToDictionary(entry => entry.Name, entry => entry.Value));

        Descend(source, first, 5);
        Descend(target, second, 5);
        CollectionAssert.AreEqual(Values(first), Values(second));
    }

    [TestMethod]
    public void StatesHaveNamesLikePyTorchs()
    {
        using var scope = NewDisposeScope();
        string[] adam = ["0.step", "0.exp_avg", "0.exp_avg_sq", "1.step", "1.exp_avg", "1.exp_avg_sq"];
        CollectionAssert.AreEqual(adam, NamesAfterOneStep(Optimizer.Adam()));
        CollectionAssert.AreEqual(adam, NamesAfterOneStep(Optimizer.AdamW()));
        CollectionAssert.IsSubsetOf(new[] { "0.momentum", "1.momentum" }, NamesAfterOneStep(Optimizer.Sgd(momentum: 0.9)));
    }

    private static ParameterUpdates Over(Optimizer optimizer, params (List<Parameter> Parameters, double Rate)[] groups) =>
        new(optimizer, [.. groups.Select(group => new ParamGroup("", group.Parameters, group.Rate))], decaysVectors: true);

    private static string[] NamesAfterOneStep(Optimizer numbers)
    {
        var parameters = StartingPoint(float32);
        using var optimizer = Over(numbers, (parameters, 0.1));
        Descend(optimizer, parameters, 0);
        return [.. optimizer.Capture().Select(entry => entry.Name)];
    }

    private static List<Parameter> StartingPoint(ScalarType type) => [Start("start0", type), Start("start1", type)];

    private static Parameter Start(string name, ScalarType type)
    {
        var array = reference.Take<float>(name);
        return nn.Parameter(tensor(array.Values, array.Shape).to(type));
    }

    /// <summary>One step of the given gradients; the rate is halved half way.</summary>
    private static void Descend(ParameterUpdates optimizer, List<Parameter> parameters, int step, Func<Tensor, Tensor>? change = null)
    {
        for (var i = 0; i < parameters.Count; i++)
        {
            var count = (int)parameters[i].numel();
            var values = reference.Take<float>($"gradients{i}").Values.AsSpan(step * count, count).ToArray();
            var gradient = tensor(values, parameters[i].shape).to(parameters[i].dtype);
            parameters[i].grad = change is null ? gradient : change(gradient);
        }
        if (step == Steps / 2)
            foreach (var group in optimizer.Groups) group.LearningRate *= 0.5;
        optimizer.Step();
    }

    private static float[] Values(List<Parameter> parameters) =>
        [.. parameters.SelectMany(parameter => parameter.detach().data<float>().ToArray())];
}
