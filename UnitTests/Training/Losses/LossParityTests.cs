using Toolkit.Data;
using Toolkit.Training;
using Toolkit.UnitTests.Support;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.Training.Losses;

/// <summary>Losses and their gradients against PyTorch's and torchvision's, as a step takes them: with weights of images, smoothing and balancing.</summary>
[TestClass]
public sealed class LossParityTests
{
    private const int Images = 6, Outputs = 4;

    private static readonly float[] Weights = [0.5f, 1, 2, 0, 1.5f, 1], Positives = [3, 0.5f, 1, 10];

    private static readonly Dictionary<string, Case> Cases = new()
    {
        ["cross-entropy"] = new("F.cross_entropy(x, labels)", LearningTask.Classification, Loss.CrossEntropy()),
        ["cross-entropy, mixed"] = new("F.cross_entropy(x, mixed)", LearningTask.Classification, Loss.CrossEntropy()) { Mixed = true },
        ["cross-entropy, smoothed and weighted"] = new(
            "(F.cross_entropy(x, labels, reduction='none', label_smoothing=0.1) * weights).mean()", LearningTask.Classification, Loss.CrossEntropy())
        {
            Smoothing = 0.1,
            Weighted = true,
        },
        ["focal"] = new("focal(x, F.one_hot(labels, 4), 2).mean()", LearningTask.Classification, Loss.Focal()),
        ["focal, γ 0.5"] = new("focal(x, F.one_hot(labels, 4), 0.5).mean()", LearningTask.Classification, Loss.Focal(0.5)),
        ["focal, mixed"] = new("focal(x, mixed, 2).mean()", LearningTask.Classification, Loss.Focal()) { Mixed = true },
        ["focal, labels"] = new("torchvision.ops.sigmoid_focal_loss(x, targets, alpha=-1, gamma=2).mean()", LearningTask.MultiLabel, Loss.Focal()),
        ["focal, labels, γ 0"] = new("F.binary_cross_entropy_with_logits(x, targets)", LearningTask.MultiLabel, Loss.Focal(0)),
        ["binary"] = new("F.binary_cross_entropy_with_logits(x, targets)", LearningTask.MultiLabel, Loss.BinaryCrossEntropy()),
        ["binary, smoothed"] = new(
            "F.binary_cross_entropy_with_logits(x, targets * 0.8 + 0.1)", LearningTask.MultiLabel, Loss.BinaryCrossEntropy())
        { Smoothing = 0.2 },
        ["binary, balanced and weighted"] = new(
            "(F.binary_cross_entropy_with_logits(x, targets, pos_weight=positives, reduction='none').mean(1) * weights).mean()",
            LearningTask.MultiLabel, Loss.BinaryCrossEntropy())
        { Balanced = true, Weighted = true },
        ["squared"] = new("F.mse_loss(x, numbers)", LearningTask.Regression, Loss.MeanSquaredError()),
        ["squared, weighted"] = new(
            "(F.mse_loss(x, numbers, reduction='none').mean(1) * weights).mean()", LearningTask.Regression, Loss.MeanSquaredError())
        { Weighted = true },
        ["huber"] = new("F.huber_loss(x, numbers)", LearningTask.Regression, Loss.Huber()),
        ["huber, δ 0.3"] = new("F.huber_loss(x, numbers, delta=0.3)", LearningTask.Regression, Loss.Huber(0.3)),
    };

    private static PythonReference reference = null!;

    public static IEnumerable<object[]> Names => Cases.Keys.Select(name => new object[] { name });

    [ClassInitialize]
    public static void AskPyTorch(TestContext context)
    {
        reference = new PythonReference();
        reference.Give<float>("weights", Weights, Images);
        reference.Give<float>("positives", Positives, Outputs);
        var cases = string.Join(",\n", Cases.Select(item => $"    '{item.Key}': lambda x: {item.Value.Python}"));
        reference.Run($$"""
            import torchvision
            import torch.nn.functional as F

            def focal(x, targets, gamma):
                logarithms = F.log_softmax(x, 1)
                return -(targets * (1 - logarithms.exp()) ** gamma * logarithms).sum(1)

            torch.manual_seed(1)
            outputs, labels = torch.randn({{Images}}, {{Outputs}}) * 3, torch.randint({{Outputs}}, ({{Images}},))
            mixed, numbers = torch.rand({{Images}}, {{Outputs}}).softmax(1), torch.randn({{Images}}, {{Outputs}}) * 2
            targets = (torch.rand({{Images}}, {{Outputs}}) > 0.5).float()
            weights, positives = take("weights"), take("positives")
            for name, values in {"outputs": outputs, "labels": labels, "mixed": mixed, "numbers": numbers, "targets": targets}.items():
                save(name, values)
            cases = {
            {{cases}}
            }
            for name, loss in cases.items():
                x = outputs.clone().requires_grad_()
                value = loss(x)
                value.backward()
                save(name + " value", value.reshape(1))
                save(name + " gradient", x.grad)
            """);
    }

    [ClassCleanup]
    public static void Clean() => reference.Dispose();

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void ValueAndGradientArePyTorchs(string name)
    {
        using var scope = NewDisposeScope();
        var of = Cases[name];
        var outputs = Floats("outputs").requires_grad_();
        var loss = of.Objective.TrainingLoss(TrainingOutput.OfHead(outputs), BatchOf(of));
        loss.backward();
        Assert.AreEqual(reference.Take<float>(name + " value").Values[0], loss.item<float>(), 2e-6f);
        Close.AreClose(reference.Take<float>(name + " gradient").Values, outputs.grad!.ToSingles(), 1e-5, name);
    }

    /// <summary>Where a network is sure, 1 - p is 0 in float32, whose power below 1 has an infinite slope.</summary>
    [TestMethod]
    [DataRow(LearningTask.Classification)]
    [DataRow(LearningTask.MultiLabel)]
    public void FocalLossHasAFiniteGradientWhereTheNetworkIsSure(LearningTask task)
    {
        using var scope = NewDisposeScope();
        var outputs = tensor(new[] { 200f, -200 }).reshape(1, 2).requires_grad_();
        var targets = task == LearningTask.Classification ? tensor(new long[] { 0 }) : tensor(new[] { 1f, 0 }).reshape(1, 2);
        Loss.Focal(0.5).Of(outputs, targets, task).sum().backward();
        CollectionAssert.AreEqual(new[] { 0f, 0 }, outputs.grad!.ToSingles());
    }

    private static TensorBatch BatchOf(Case of)
    {
        var weights = of.Weighted ? tensor(Weights) : null;
        var inputs = zeros(Images, 1);
        if (of.Task == LearningTask.Classification)
            return new(inputs, tensor(reference.Take<long>("labels").Values), weights) { Targets = of.Mixed ? Floats("mixed") : null };
        return new(inputs, null, weights) { Targets = Floats(of.Task == LearningTask.MultiLabel ? "targets" : "numbers") };
    }

    private static Tensor Floats(string name) => tensor(reference.Take<float>(name).Values).reshape(Images, Outputs);

    private sealed record Case(string Python, LearningTask Task, Loss Loss)
    {
        public bool Mixed { get; init; }

        public bool Weighted { get; init; }

        public bool Balanced { get; init; }

        public double Smoothing { get; init; }

        public TrainingObjective Objective => new(Task, new FineTuningOptions { Loss = Loss, LabelSmoothing = Smoothing }, Balanced ? Positives : null);
    }
}
