using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Toolkit.Compat.Tests.NN;

/// <summary>The tree of modules: names, flags, state, ownership, moves and hooks.</summary>
[TestClass]
public sealed class ModuleTests
{
    private DisposeScope scope = null!;

    [TestInitialize]
    public void OpenScope() => scope = NewDisposeScope();

    [TestCleanup]
    public void CloseScope() => scope.Dispose();

    [TestMethod]
    public void FieldsAreRegisteredInTheirOrder()
    {
        using var block = new Block();
        CollectionAssert.AreEqual(
            new[] { "conv1", "bn1", "downsample", "exits" },
            block.named_children().Select(child => child.name).ToArray());
        CollectionAssert.AreEqual(
            new[]
            {
                "gain", "conv1.weight", "bn1.weight", "bn1.bias", "downsample.0.weight", "downsample.norm.weight", "downsample.norm.bias",
                "exits.0.weight", "exits.0.bias",
            },
            block.named_parameters().Select(parameter => parameter.name).ToArray());
        CollectionAssert.AreEqual(
            new[] { "conv1", "bn1", "downsample", "exits", "downsample.0", "downsample.norm", "exits.0" },
            block.named_modules().Select(module => module.name).ToArray());
    }

    [TestMethod]
    public void StateHasParametersThenPersistentBuffers()
    {
        using var block = new Block();
        CollectionAssert.AreEqual(
            new[]
            {
                "gain", "conv1.weight", "bn1.weight", "bn1.bias", "downsample.0.weight", "downsample.norm.weight", "downsample.norm.bias",
                "exits.0.weight", "exits.0.bias", "shift", "bn1.running_mean", "bn1.running_var", "bn1.num_batches_tracked",
                "downsample.norm.running_mean", "downsample.norm.running_var", "downsample.norm.num_batches_tracked",
            },
            block.state_dict().Keys.ToArray());
        Assert.Contains("scratch", block.named_buffers().Select(buffer => buffer.name));
        Assert.IsTrue(block.state_dict(prefix: "net").ContainsKey("net.bn1.weight"));
    }

    [TestMethod]
    public void PartsAreFoundByDottedName()
    {
        using var block = new Block();
        Assert.AreSame(block.downsample.named_parameters().First().parameter, block.get_parameter("downsample.0.weight"));
        Assert.IsTrue(block.has_buffer("downsample.norm.running_var"));
        Assert.IsNull(block.get_parameter("downsample.1.weight"));
        Assert.IsFalse(block.has_parameter("bn1.running_var"));
    }

    [TestMethod]
    public void SharedParametersAreListedOnce()
    {
        var layer = Linear(2, 2);
        using var net = Sequential(("first", layer), ("second", layer));
        Assert.HasCount(2, net.parameters());
    }

    [TestMethod]
    public void TrainAndEvalReachEveryPart()
    {
        using var block = new Block();
        Assert.IsTrue(block.training && block.bn1.training);
        block.eval();
        Assert.IsTrue(!block.training && !block.bn1.training && !((BatchNorm2d)block.downsample[1]).training);
        block.train();
        Assert.IsTrue(block.training && ((BatchNorm2d)block.downsample[1]).training);
    }

    [TestMethod]
    public void SequentialKeepsItsOwnFlag()
    {
        using var net = Sequential(Dropout());
        net.eval();
        Assert.IsTrue(net.training);
        Assert.IsFalse(((Dropout)net[0]).training);
    }

    [TestMethod]
    public void ApplyVisitsChildrenFirst()
    {
        using var net = Sequential(("a", ReLU()), ("b", Sequential(Sigmoid())));
        var visited = new List<string>();
        net.apply(module => visited.Add(module.GetName()));
        CollectionAssert.AreEqual(new[] { "ReLU", "Sigmoid", "Sequential", "Sequential" }, visited);
    }

    [TestMethod]
    public void LoadingCopiesAndConverts()
    {
        using var source = Linear(3, 2);
        using var target = Linear(3, 2);
        var weights = source.state_dict().ToDictionary(item => item.Key, item => item.Value.to(ScalarType.Float64));
        var (missing, unexpected) = target.load_state_dict(weights);
        Assert.IsTrue(missing.Count == 0 && unexpected.Count == 0);
        Assert.IsTrue(source.weight!.equal(target.weight!).all().item<bool>());
        Assert.AreEqual(ScalarType.Float32, target.weight!.dtype);
    }

    [TestMethod]
    public void LoadingNamesWhatDiffers()
    {
        using var target = Linear(3, 2);
        var before = target.weight!.detach().clone();
        var other = new Dictionary<string, Tensor> { ["weight"] = zeros(2, 3), ["scale"] = zeros(1) };

        var error = Assert.ThrowsExactly<InvalidOperationException>(() => target.load_state_dict(other));
        Assert.Contains("Missing: bias; unexpected: scale.", error.Message);
        Assert.IsTrue(before.allclose(target.weight!));

        var (missing, unexpected) = target.load_state_dict(other, strict: false);
        CollectionAssert.AreEqual(new[] { "bias" }, missing.ToArray());
        CollectionAssert.AreEqual(new[] { "scale" }, unexpected.ToArray());
        Assert.AreEqual(0f, target.weight!.abs().sum().item<float>());
    }

    [TestMethod]
    public void LoadingRefusesAnotherShape()
    {
        using var target = Linear(3, 2);
        var other = new Dictionary<string, Tensor> { ["weight"] = zeros(1, 3), ["bias"] = zeros(2) };
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => target.load_state_dict(other));
        Assert.AreEqual("weight has shape [2, 3], but the tensor to load has [1, 3].", error.Message);
    }

    [TestMethod]
    public void ModulesOutliveTheScopeTheyWereMadeIn()
    {
        Linear layer;
        using (NewDisposeScope()) layer = Linear(3, 2);
        Assert.AreEqual(2, layer.call(zeros(1, 3)).shape[1]);
        layer.Dispose();
        Assert.IsTrue(layer.weight!.IsInvalid);
    }

    [TestMethod]
    public void DisposingReleasesEveryTensor()
    {
        var before = Tensor.TotalCount;
        new Block().Dispose();
        Assert.AreEqual(before, Tensor.TotalCount);
    }

    [TestMethod]
    public void MovesKeepParametersAndSpareIntegers()
    {
        using var block = new Block();
        var weight = block.conv1.weight;
        block.to(ScalarType.Float64);
        Assert.AreSame(weight, block.conv1.weight);
        Assert.AreEqual(ScalarType.Float64, weight!.dtype);
        Assert.IsTrue(weight.requires_grad && weight.is_leaf);
        Assert.AreEqual(ScalarType.Int64, block.bn1.num_batches_tracked!.dtype);
        block.conv1.call(zeros([1, 3, 8, 8], ScalarType.Float64)).sum().backward();
        Assert.IsNotNull(weight.grad);
        Assert.ThrowsExactly<ArgumentException>(() => block.to(ScalarType.Int64));
    }

    [TestMethod]
    public void ZeroGradForgetsGradients()
    {
        using var layer = Linear(3, 2);
        layer.call(ones(1, 3)).sum().backward();
        layer.zero_grad(set_to_none: false);
        Assert.AreEqual(0f, layer.weight!.grad!.sum().item<float>());
        layer.zero_grad();
        Assert.IsNull(layer.weight.grad);
    }

    [TestMethod]
    public void HooksSeeAndReplaceValues()
    {
        using var layer = Identity();
        var before = layer.register_forward_pre_hook((_, input) => input + 1);
        var after = layer.register_forward_hook((_, _, output) => output * 10);
        Assert.AreEqual(20f, layer.call(ones(1)).item<float>());
        before.remove();
        after.remove();
        Assert.AreEqual(1f, layer.call(ones(1)).item<float>());
    }

    [TestMethod]
    public void SequentialDisposesWhatIsBetween()
    {
        using var net = Sequential(Identity(), ReLU(), Sigmoid(), Identity());
        var input = ones(2);
        var before = Tensor.TotalCount;
        var output = net.call(input);
        Assert.AreEqual(before + 1, Tensor.TotalCount);
        Assert.IsFalse(input.IsInvalid || output.IsInvalid);
    }

    [TestMethod]
    public void SequentialIsSliced()
    {
        using var net = Sequential(("a", ReLU()), ("b", Sigmoid()), ("c", Tanh()));
        CollectionAssert.AreEqual(new[] { "b", "c" }, net[1..].named_children().Select(child => child.name).ToArray());
        CollectionAssert.AreEqual(new[] { "a", "b" }, net[(null, 2)].named_children().Select(child => child.name).ToArray());
        Assert.AreSame(net[2], net[^1..][0]);
    }

    [TestMethod]
    public void NamesMustBeFreeAndPlain()
    {
        using var block = new Block();
        Assert.ThrowsExactly<InvalidOperationException>(() => block.register_module("conv1", ReLU()));
        Assert.ThrowsExactly<ArgumentException>(() => block.register_module("a.b", ReLU()));
        Assert.ThrowsExactly<ArgumentException>(() => block.register_module("", ReLU()));
        Assert.ThrowsExactly<InvalidOperationException>(() => block.register_parameter("gain", Parameter(zeros(1))));
        Assert.ThrowsExactly<InvalidOperationException>(() => block.register_buffer("shift", zeros(1)));
    }

    [TestMethod]
    public void ConvolutionsNameTheShapeTheyGot()
    {
        using var layer = Conv2d(3, 4, 3);
        var error = Assert.ThrowsExactly<ArgumentException>(() => layer.call(zeros(1, 1, 8, 8)));
        Assert.Contains("3 channels to Conv2d, but got [1, 1, 8, 8]", error.Message);
    }

    private sealed class Block : Module<Tensor, Tensor>
    {
        internal readonly Conv2d conv1 = Conv2d(3, 4, 3, bias: false);
        internal readonly BatchNorm2d bn1 = BatchNorm2d(4);
        internal readonly Sequential downsample = Sequential(("0", Conv2d(3, 4, 1, bias: false)), ("norm", BatchNorm2d(4)));
        internal readonly Parameter gain = Parameter(ones(1));
        internal readonly Tensor shift = zeros(1);
        internal readonly Tensor scratch = zeros(1);
        [ComponentName(Name = "exits")]
        internal readonly ModuleList<Linear> heads = new(Linear(4, 2));

        internal Block() : base(nameof(Block))
        {
            register_buffer(nameof(scratch), scratch, persistent: false);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => bn1.call(conv1.call(input));
    }
}
