using Toolkit.UnitTests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace Toolkit.Compat.Tests.NN;

/// <summary>
/// Each layer against PyTorch's: names of parameters and buffers, their initial values for the same seed, output, gradients
/// and buffers of a training pass, and the output in evaluation.
/// </summary>
[TestClass]
public sealed class LayerParityTests
{
    private static readonly Dictionary<string, LayerCase> Cases = new()
    {
        ["conv"] = new("Conv2d(3, 4, 3)", () => nn.Conv2d(3, 4, 3), [2, 3, 7, 6]),
        ["conv stride padding"] = new(
            "Conv2d(3, 8, 5, stride=2, padding=2, bias=False)", () => nn.Conv2d(3, 8, 5, 2, 2, bias: false), [2, 3, 9, 8]),
        ["conv rectangle"] = new(
            "Conv2d(4, 6, (3, 1), (2, 1), (1, 0), (1, 2), groups=2)",
            () => nn.Conv2d(4, 6, (3, 1), (2, 1), (1, 0), (1, 2), groups: 2), [2, 4, 7, 6]),
        ["conv depthwise"] = new("Conv2d(4, 4, 3, padding=1, groups=4)", () => nn.Conv2d(4, 4, 3, padding: 1, groups: 4), [2, 4, 5, 5]),
        ["conv same"] = new("Conv2d(3, 4, 4, padding='same')", () => nn.Conv2d(3, 4, 4, Padding.Same), [2, 3, 6, 6]),
        ["conv reflect"] = new(
            "Conv2d(3, 4, 3, padding=2, padding_mode='reflect')",
            () => nn.Conv2d(3, 4, 3, padding: 2, padding_mode: PaddingModes.Reflect), [2, 3, 6, 6]),
        ["conv unbatched"] = new("Conv2d(3, 4, 3)", () => nn.Conv2d(3, 4, 3), [3, 6, 6]),
        ["linear"] = new("Linear(5, 3)", () => nn.Linear(5, 3), [4, 5]),
        ["linear without bias"] = new("Linear(5, 3, bias=False)", () => nn.Linear(5, 3, hasBias: false), [4, 5]),
        ["linear over the last axis"] = new("Linear(5, 3)", () => nn.Linear(5, 3), [4, 2, 5]),
        ["linear no bias"] = new("Linear(5, 3, bias=False)", () => nn.Linear(5, 3, false), [2, 4, 5]),
        ["batch norm 2d"] = new("BatchNorm2d(3)", () => nn.BatchNorm2d(3), [4, 3, 5, 5]),
        ["batch norm plain"] = new(
            "BatchNorm2d(3, eps=0.01, momentum=0.3, affine=False)", () => nn.BatchNorm2d(3, 0.01, 0.3, affine: false), [4, 3, 5, 5]),
        ["batch norm untracked"] = new(
            "BatchNorm2d(3, track_running_stats=False)", () => nn.BatchNorm2d(3, track_running_stats: false), [4, 3, 5, 5]),
        ["batch norm 1d"] = new("BatchNorm1d(6)", () => nn.BatchNorm1d(6), [8, 6]),
        ["batch norm 1d long"] = new("BatchNorm1d(6)", () => nn.BatchNorm1d(6), [4, 6, 3]),
        ["layer norm"] = new("LayerNorm((3, 4))", () => nn.LayerNorm([3, 4]), [2, 5, 3, 4]),
        ["layer norm plain"] = new("LayerNorm(6, elementwise_affine=False)", () => nn.LayerNorm(6, elementwise_affine: false), [2, 6]),
        ["local response norm"] = new("LocalResponseNorm(5, alpha=0.1, k=2)", () => nn.LocalResponseNorm(5, 0.1, k: 2), [2, 8, 4, 3]),
        ["local response norm 1d"] = new("LocalResponseNorm(2, alpha=0.5)", () => nn.LocalResponseNorm(2, 0.5), [2, 4, 6]),
        ["max pool"] = new("MaxPool2d(3, 2, 1)", () => nn.MaxPool2d(3, 2, 1), [2, 3, 9, 8]),
        ["max pool default stride"] = new("MaxPool2d(2)", () => nn.MaxPool2d(2), [2, 3, 7, 6]),
        ["max pool ceil"] = new("MaxPool2d(3, 2, ceil_mode=True)", () => nn.MaxPool2d(3, 2, ceilMode: true), [2, 3, 8, 8]),
        ["max pool rectangle"] = new(
            "MaxPool2d((3, 2), (2, 1), (1, 0), (1, 2))", () => nn.MaxPool2d((3, 2), (2, 1), (1, 0), (1, 2)), [2, 3, 8, 8]),
        ["average pool"] = new(
            "AvgPool2d(3, 2, 1, count_include_pad=False)", () => nn.AvgPool2d(3, 2, 1, count_include_pad: false), [2, 3, 8, 8]),
        ["average pool array"] = new("AvgPool2d((2, 3))", () => nn.AvgPool2d(new long[] { 2, 3 }), [2, 3, 8, 9]),
        ["average pool divisor"] = new("AvgPool2d(2, divisor_override=3)", () => nn.AvgPool2d(2, divisor_override: 3), [2, 3, 8, 8]),
        ["adaptive average pool"] = new("AdaptiveAvgPool2d((3, 2))", () => nn.AdaptiveAvgPool2d((3, 2)), [2, 3, 7, 7]),
        ["adaptive average pool 1"] = new("AdaptiveAvgPool2d(1)", () => nn.AdaptiveAvgPool2d(1), [2, 3, 7, 7]),
        ["adaptive max pool"] = new("AdaptiveMaxPool2d((3, 2))", () => nn.AdaptiveMaxPool2d([3, 2]), [2, 3, 7, 7]),
        ["dropout"] = new("Dropout(0.3)", () => nn.Dropout(0.3), [6, 7]),
        ["dropout 2d"] = new("Dropout2d(0.4)", () => nn.Dropout2d(0.4), [4, 6, 2, 2]),
        ["flatten"] = new("Flatten()", () => nn.Flatten(), [2, 3, 4, 5]),
        ["flatten range"] = new("Flatten(0, 1)", () => nn.Flatten(0, 1), [2, 3, 4, 5]),
        ["identity"] = new("Identity()", () => nn.Identity(), [2, 3]),
        ["relu"] = new("ReLU()", () => nn.ReLU(), [5, 6]),
        ["relu6"] = new("ReLU6()", () => nn.ReLU6(), [5, 6]),
        ["sigmoid"] = new("Sigmoid()", () => nn.Sigmoid(), [5, 6]),
        ["tanh"] = new("Tanh()", () => nn.Tanh(), [5, 6]),
        ["silu"] = new("SiLU()", () => nn.SiLU(), [5, 6]),
        ["gelu"] = new("GELU()", () => nn.GELU(), [5, 6]),
        ["hardswish"] = new("Hardswish()", () => nn.Hardswish(), [5, 6]),
        ["hardsigmoid"] = new("Hardsigmoid()", () => nn.Hardsigmoid(), [5, 6]),
        ["softmax"] = new("Softmax(1)", () => nn.Softmax(1), [5, 6]),
    };

    private static PythonReference reference = null!;
    private static Dictionary<string, string[]> states = null!;

    public static IEnumerable<object[]> Names => Cases.Keys.Select(name => new object[] { name });

    [ClassInitialize]
    public static void AskPyTorch(TestContext context)
    {
        reference = new PythonReference();
        var cases = string.Join(",\n", Cases.Select(item => $"    '{item.Key}': {item.Value.InPython}"));
        var printed = reference.Run($$"""
            cases = {
            {{cases}}
            }
            for name, (make, shape) in cases.items():
                torch.manual_seed(7)
                layer = make()
                for key, value in layer.state_dict().items():
                    save(f"{name} {key}", value)
                x = (torch.randn(shape) * 3).requires_grad_()
                y = layer(x)
                upstream = torch.randn(y.shape)
                y.backward(upstream)
                for key, value in dict(input=x, output=y, upstream=upstream, gradient=x.grad).items():
                    save(f"{name} {key}", value)
                for key, value in layer.named_parameters():
                    save(f"{name} gradient of {key}", value.grad)
                for key, value in layer.named_buffers():
                    save(f"{name} {key} after", value)
                save(f"{name} evaluated", layer.eval()(x))
                print(name, ",".join(layer.state_dict()), sep=":")
            """);
        states = printed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(':'))
            .ToDictionary(line => line[0], line => line[1].Split(',', StringSplitOptions.RemoveEmptyEntries));
    }

    [ClassCleanup]
    public static void CleanUp() => reference.Dispose();

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void AgreesWithPyTorch(string name)
    {
        using var scope = NewDisposeScope();
        manual_seed(7);
        using var layer = Cases[name].Make();
        CollectionAssert.AreEqual(states[name], layer.state_dict().Keys.ToArray());
        foreach (var (key, value) in layer.state_dict()) Compare(name, key, value, 0);

        var input = randn(Cases[name].Shape).mul(3).requires_grad_();
        Compare(name, "input", input, 0);
        var output = layer.call(input);
        output.backward([randn(output.shape)]);

        Compare(name, "output", output, 1e-6);
        Compare(name, "gradient", input.grad!, 1e-5);
        foreach (var (key, parameter) in layer.named_parameters()) Compare(name, $"gradient of {key}", parameter.grad!, 1e-5);
        foreach (var (key, buffer) in layer.named_buffers()) Compare(name, $"{key} after", buffer, 1e-6);
        layer.eval();
        Compare(name, "evaluated", layer.call(input), 1e-6);
    }

    private static void Compare(string name, string what, Tensor actual, double relative)
    {
        var key = $"{name} {what}";
        var values = actual.detach().contiguous();
        if (actual.dtype == ScalarType.Int64)
        {
            var (whole, wholeShape) = reference.Take<long>(key);
            CollectionAssert.AreEqual(wholeShape, actual.shape, $"{key}: shape");
            CollectionAssert.AreEqual(whole, values.data<long>().ToArray(), key);
            return;
        }
        var (expected, shape) = reference.Take<float>(key);
        CollectionAssert.AreEqual(shape, actual.shape, $"{key}: shape");
        Close.AreClose(expected, values.data<float>().ToArray(), relative, key);
    }

    private sealed record LayerCase(string Python, Func<nn.Module<Tensor, Tensor>> Make, long[] Shape)
    {
        public string InPython => $"(lambda: torch.nn.{Python}, [{string.Join(", ", Shape)}])";
    }
}
