using Toolkit.Training;

namespace Toolkit.UnitTests.Training;

/// <summary>Which candidates are trained in which round, by formula.</summary>
[TestClass]
public sealed class SuccessiveHalvingTests
{
    private readonly List<(int Candidate, int Epochs)> calls = [];

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    [DataRow(10)]
    [DataRow(13)]
    [DataRow(32)]
    public void TheBetterHalfGoesOnWithDoubleEpochs(int count)
    {
        const int firstEpochs = 3;
        // The order by loss is another one than that of the candidates: multiples of 7 modulo 67 are all different.
        double Loss(int candidate) => (candidate + 1) * 7 % 67;
        int[] candidates = [.. Enumerable.Range(0, count)];
        var chosen = SuccessiveHalving.Run(candidates, firstEpochs, (candidate, epochs) => Trained(candidate, epochs, Loss(candidate)), (_, _, _) => { });

        var expected = new List<(int, int)>();
        int[] running = candidates;
        for (var round = 0; round == 0 || running.Length > 1; round++)
        {
            expected.AddRange(running.Select(candidate => (candidate, firstEpochs << round)));
            running = [.. running.OrderBy(Loss).Take((running.Length + 1) / 2)];
        }
        CollectionAssert.AreEqual(expected, calls);
        Assert.AreEqual(candidates.MinBy(Loss), chosen);
        Assert.AreEqual(Math.Max(1, (int)Math.Ceiling(Math.Log2(count))), calls.Select(call => call.Epochs).Distinct().Count());
    }

    [TestMethod]
    public void WhoIsGoodLateIsFoundIfItSurvives()
    {
        // Candidate 2 is the second best of four at 1 epoch, and the best at 2.
        double[][] losses = [[9, 9], [1, 5], [2, 3], [8, 8]];
        Assert.AreEqual(2, SuccessiveHalving.Run([0, 1, 2, 3], 1, (candidate, epochs) => losses[candidate][epochs - 1], (_, _, _) => { }));
    }

    [TestMethod]
    public void OfEqualsTheFirstIsTheBetter() =>
        Assert.AreEqual("a", SuccessiveHalving.Run(["a", "b", "c"], 1, (candidate, _) => candidate == "c" ? double.PositiveInfinity : 1, (_, _, _) => { }));

    [TestMethod]
    [DataRow(1, 0, DisplayName = "The first one alone was trained.")]
    [DataRow(3, 2, DisplayName = "Three of four were trained.")]
    [DataRow(4, 3, DisplayName = "The second round has not begun.")]
    [DataRow(5, 3, DisplayName = "The best of the first round alone was trained again.")]
    public void WhenTheTimeIsUpTheBestSoFarIsTaken(int trainings, int expected)
    {
        double[] losses = [5, 7, 4, 2];
        Assert.AreEqual(expected, SuccessiveHalving.Run(
            [0, 1, 2, 3], 1, (candidate, epochs) => calls.Count < trainings ? Trained(candidate, epochs, losses[candidate]) : null, (_, _, _) => { }));
    }

    private double Trained(int candidate, int epochs, double loss)
    {
        calls.Add((candidate, epochs));
        return loss;
    }
}
