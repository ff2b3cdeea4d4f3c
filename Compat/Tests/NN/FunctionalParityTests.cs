using Toolkit.UnitTests.Support;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace Toolkit.Compat.Tests.NN;

/// <summary>torch.nn.functional, torch.nn.init and torch.nn.utils against PyTorch's, on the same numbers.</summary>
[TestClass]
public sealed class FunctionalParityTests
{
    // x: logits [6, 4]; labels: [6], one of them 1; i: images [2, 3, 6, 5]; w: weights [4]; p: probabilities [6, 4].
    private static readonly Dictionary<string, (string Python, Func<Inputs, Tensor> Compute)> Cases = new()
    {
        ["cross entropy"] = ("F.cross_entropy(x, labels)", g => F.cross_entropy(g.X, g.Labels)),
        ["cross entropy smoothed"] = (
            "F.cross_entropy(x, labels, w, label_smoothing=0.1)", g => F.cross_entropy(g.X, g.Labels, g.W, label_smoothing: 0.1)),
        ["cross entropy ignoring"] = (
            "F.cross_entropy(x, labels, ignore_index=1, reduction='sum')", g => F.cross_entropy(g.X, g.Labels, null, 1, Reduction.Sum)),
        ["cross entropy each"] = (
            "F.cross_entropy(x, labels, reduction='none')", g => F.cross_entropy(g.X, g.Labels, reduction: Reduction.None)),
        ["cross entropy probabilities"] = ("F.cross_entropy(x, p)", g => F.cross_entropy(g.X, g.P)),
        ["cross entropy layer"] = (
            "torch.nn.CrossEntropyLoss(w, ignore_index=1, label_smoothing=0.2)(x, labels)",
            g => new global::TorchSharp.Modules.CrossEntropyLoss(g.W, 1, label_smoothing: 0.2).call(g.X, g.Labels)),
        ["nll"] = ("F.nll_loss(F.log_softmax(x, 1), labels, w)", g => F.nll_loss(F.log_softmax(g.X, 1), g.Labels, g.W)),
        ["mse"] = ("F.mse_loss(x, p)", g => F.mse_loss(g.X, g.P)),
        ["softmax"] = ("F.softmax(x, 0)", g => F.softmax(g.X, 0)),
        ["attention"] = ("attend(i, i + 1, i * 2)[0]", g => F.scaled_dot_product_attention(g.I, g.I + 1, g.I * 2)),
        ["attention with a mask"] = (
            "attend(i, i, i, torch.ones(6, 6).triu(-1).bool())[0]",
            g => F.scaled_dot_product_attention(g.I, g.I, g.I, ones(6, 6).triu(-1).to(ScalarType.Bool))),
        ["attention with scores added"] = (
            "F.softmax(i @ i.transpose(-2, -1) / 5 ** 0.5 + i[0, 0, :, 0], -1) @ i",
            g => F.scaled_dot_product_attention(g.I, g.I, g.I, g.I[0, 0, TensorIndex.Colon, 0])),
        ["attention to the past"] = (
            "attend(i, i, i, is_causal=True)[0]", g => F.scaled_dot_product_attention(g.I, g.I, g.I, is_casual: true)),
        ["one hot"] = ("F.one_hot(labels, 5).float()", g => F.one_hot(g.Labels, 5).to(float32)),
        ["pad"] = ("F.pad(i, (1, 2), value=3)", g => F.pad(g.I, (1, 2), value: 3)),
        ["pad reflect"] = ("F.pad(i, (1, 2, 3, 0), mode='reflect')", g => F.pad(g.I, (1, 2, 3, 0), PaddingModes.Reflect)),
        ["pad replicate"] = (
            "F.pad(i, (1, 2, 3, 0), mode='replicate')", g => F.pad(g.I, new long[] { 1, 2, 3, 0 }, PaddingModes.Replicate)),
        ["pad circular"] = ("F.pad(i, (1, 2, 3, 0), mode='circular')", g => F.pad(g.I, (1, 2, 3, 0), PaddingModes.Circular)),
        ["nearest"] = ("F.interpolate(i, size=(9, 4))", g => F.interpolate(g.I, [9, 4])),
        ["bilinear"] = (
            "F.interpolate(i, scale_factor=(1.5, 2), mode='bilinear', align_corners=False)",
            g => F.interpolate(g.I, scale_factor: [1.5, 2], mode: InterpolationMode.Bilinear)),
        ["bilinear corners"] = (
            "F.interpolate(i, size=(4, 9), mode='bilinear', align_corners=True)",
            g => F.interpolate(g.I, [4, 9], mode: InterpolationMode.Bilinear, align_corners: true)),
        ["bicubic recomputed"] = (
            "F.interpolate(i, scale_factor=(1.3, 0.7), mode='bicubic', recompute_scale_factor=True)",
            g => F.interpolate(g.I, scale_factor: [1.3, 0.7], mode: InterpolationMode.Bicubic, recompute_scale_factor: true)),
        ["area"] = ("F.interpolate(i, size=(3, 2), mode='area')", g => F.interpolate(g.I, [3, 2], mode: InterpolationMode.Area)),
        ["average pool strides"] = ("F.avg_pool2d(i, (2, 3), stride=1)", g => F.avg_pool2d(g.I, [2, 3])),
        ["max pool indices"] = (
            "F.max_pool2d(i, 3, 2, 1, return_indices=True)[1].float()",
            g => F.max_pool2d_with_indices(g.I, [3, 3], [2, 2], [1, 1]).indices.to(float32)),
        ["relu in place"] = ("F.relu(x.clone())", g => F.relu(g.X.clone(), true)),
        ["kaiming uniform"] = (
            "seeded(torch.nn.init.kaiming_uniform_, 4, 3, 5, 5, a=0.2)", g => Seeded(t => init.kaiming_uniform_(t, 0.2), 4, 3, 5, 5)),
        ["kaiming normal"] = (
            "seeded(torch.nn.init.kaiming_normal_, 4, 3, 5, 5, mode='fan_out', nonlinearity='relu')",
            g => Seeded(t => init.kaiming_normal_(t, mode: init.FanInOut.FanOut, nonlinearity: init.NonlinearityType.ReLU), 4, 3, 5, 5)),
        ["xavier uniform"] = ("seeded(torch.nn.init.xavier_uniform_, 4, 3, gain=2)", g => Seeded(t => init.xavier_uniform_(t, 2), 4, 3)),
        ["xavier normal"] = ("seeded(torch.nn.init.xavier_normal_, 4, 3, 2)", g => Seeded(t => init.xavier_normal_(t), 4, 3, 2)),
        ["truncated normal"] = (
            "seeded(torch.nn.init.trunc_normal_, 50, mean=0.1, std=0.5, a=-0.3, b=0.8)",
            g => Seeded(t => init.trunc_normal_(t, 0.1, 0.5, -0.3, 0.8), 50)),
        ["uniform"] = ("seeded(torch.nn.init.uniform_, 50, a=-1, b=3)", g => Seeded(t => init.uniform_(t, -1, 3), 50)),
        ["normal"] = ("seeded(torch.nn.init.normal_, 50, mean=1, std=3)", g => Seeded(t => init.normal_(t, 1, 3), 50)),
        ["constants"] = (
            "torch.tensor([2.5, 0, 1])",
            g => cat([init.constant_(empty(1), 2.5), init.zeros_(empty(1)), init.ones_(empty(1))])),
        ["clipped norm"] = ("clipped(torch.nn.utils.clip_grad_norm_, 1.5)", g => Clipped(g, p => utils.clip_grad_norm_(p, 1.5))),
        ["clipped norm inf"] = (
            "clipped(torch.nn.utils.clip_grad_norm_, 0.5, float('inf'))",
            g => Clipped(g, p => utils.clip_grad_norm_(p, 0.5, double.PositiveInfinity))),
        ["small norm"] = ("clipped(torch.nn.utils.clip_grad_norm_, 1e3)", g => Clipped(g, p => utils.clip_grad_norm_(p, 1e3))),
        ["clipped values"] = (
            "clipped(torch.nn.utils.clip_grad_value_, 0.3)", g => Clipped(g, p => { utils.clip_grad_value_(p, 0.3); return 0; })),
    };

    private static PythonReference reference = null!;

    public static IEnumerable<object[]> Names => Cases.Keys.Select(name => new object[] { name });

    [ClassInitialize]
    public static void AskPyTorch(TestContext context)
    {
        reference = new PythonReference();
        var cases = string.Join("\n", Cases.Select(item => $"save('{item.Key}', {item.Value.Python})"));
        reference.Run($$"""
            import torch.nn.functional as F
            attend = torch._C._nn._scaled_dot_product_attention

            def seeded(fill, *shape, **arguments):
                torch.manual_seed(3)
                return fill(torch.empty(shape), **arguments)

            def clipped(clip, *arguments):
                parameters = [torch.nn.Parameter(torch.zeros_like(g)) for g in (x, i)]
                for parameter, g in zip(parameters, (x, i)):
                    parameter.grad = g.clone()
                norm = clip(parameters, *arguments) or 0
                return torch.cat([parameter.grad.flatten() for parameter in parameters] + [torch.tensor([float(norm)])])

            torch.manual_seed(5)
            x, w, i = torch.randn(6, 4), torch.rand(4), torch.randn(2, 3, 6, 5)
            p = torch.rand(6, 4).softmax(1)
            labels = torch.tensor([0, 3, 1, 2, 2, 0])
            for name in ("x", "w", "i", "p", "labels"):
                save("given " + name, globals()[name])
            {{cases}}
            """);
    }

    [ClassCleanup]
    public static void CleanUp() => reference.Dispose();

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void AgreesWithPyTorch(string name)
    {
        using var scope = NewDisposeScope();
        var inputs = new Inputs(Given("x"), GivenLabels(), Given("i"), Given("w"), Given("p"));
        var result = Cases[name].Compute(inputs);
        var (values, shape) = reference.Take<float>(name);
        CollectionAssert.AreEqual(shape, result.shape);
        Close.AreClose(values, result.contiguous().data<float>().ToArray(), 1e-6, name);
    }

    [TestMethod]
    public void InterpolateSaysWhatItNeeds()
    {
        using var scope = NewDisposeScope();
        Assert.ThrowsExactly<ArgumentException>(() => F.interpolate(zeros(2, 3, 4), [4, 4]));
        Assert.ThrowsExactly<ArgumentException>(() => F.interpolate(zeros(1, 1, 2, 2)));
        Assert.ThrowsExactly<ArgumentException>(() => F.interpolate(zeros(1, 1, 2, 2), [4, 4], mode: InterpolationMode.Trilinear));
    }

    [TestMethod]
    public void AttentionSaysWhatItNeeds()
    {
        using var scope = NewDisposeScope();
        var x = zeros(1, 2, 3);
        Assert.ThrowsExactly<ArgumentException>(() => F.scaled_dot_product_attention(x, x, x, p: -0.1));
        Assert.ThrowsExactly<ArgumentException>(() => F.scaled_dot_product_attention(x, x, x, zeros(2, 2), is_casual: true));
    }

    [TestMethod]
    public void FanNeedsTwoDimensions()
    {
        using var scope = NewDisposeScope();
        Assert.ThrowsExactly<ArgumentException>(() => init.kaiming_uniform_(zeros(3)));
        Assert.AreEqual((75L, 100L), init.CalculateFanInAndFanOut(zeros(4, 3, 5, 5)));
    }

    private static Tensor Seeded(Func<Tensor, Tensor> fill, params long[] shape)
    {
        manual_seed(3);
        return fill(empty(shape));
    }

    private static Tensor Clipped(Inputs inputs, Func<IEnumerable<global::TorchSharp.Modules.Parameter>, double> clip)
    {
        var parameters = new[] { Parameter(inputs.X.zeros_like()), Parameter(inputs.I.zeros_like()) };
        parameters[0].grad = inputs.X.clone();
        parameters[1].grad = inputs.I.clone();
        var norm = clip(parameters);
        return cat([.. parameters.Select(parameter => parameter.grad!.flatten()), tensor(new[] { (float)norm })]);
    }

    private static Tensor Given(string name)
    {
        var array = reference.Take<float>("given " + name);
        return tensor(array.Values, array.Shape);
    }

    private static Tensor GivenLabels() => tensor(reference.Take<long>("given labels").Values);

    private sealed record Inputs(Tensor X, Tensor Labels, Tensor I, Tensor W, Tensor P);
}
