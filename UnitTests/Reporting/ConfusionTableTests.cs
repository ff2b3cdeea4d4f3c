using Toolkit.Reporting;

namespace Toolkit.UnitTests.Reporting;

[TestClass]
public sealed class ConfusionTableTests
{
    private static ConfusionTable Example()
    {
        var table = new ConfusionTable(["cat", "a dog with a long name", "bird"]);
        table.Add(0, 0, 8);
        table.Add(0, 1, 2);
        table.Add(1, 1, 5);
        table.Add(1, 0, 5);
        return table;
    }

    [TestMethod]
    public void SharesAreRight()
    {
        var table = Example();
        Assert.AreEqual((20L, 13L, 0.65), (table.Total, table.Correct, table.Accuracy));
        Assert.AreEqual(0.8, table.Recall(0));
        Assert.AreEqual(8 / 13.0, table.Precision(0));
        Assert.IsTrue(double.IsNaN(table.Recall(2)));
        Assert.AreEqual(2 * 0.8 * (8 / 13.0) / (0.8 + 8 / 13.0), table.F1(0), 1e-12);
        Assert.IsTrue(double.IsNaN(table.F1(2)));
        Assert.AreEqual((1, 0, 5L), table.Misclassifications()[0]);
    }

    [TestMethod]
    public void ReportHasALinePerClassAndTheTotal() => Assert.AreEqual(
        """
        class                   images  correct  accuracy  precision
        cat                         10        8   80.00 %    61.54 %
        a dog with a long name      10        5   50.00 %    71.43 %
        bird                         0        0         -          -
        all                         20       13   65.00 %

        """.ReplaceLineEndings(),
        Example().ClassReport());

    [TestMethod]
    public void TableHasClassNamesOnBothSides() => Assert.AreEqual(
        """
        actual \ predicted      cat  a dog wit…  bird
        cat                       8           2     0
        a dog with a long name    5           5     0
        bird                      0           0     0

        """.ReplaceLineEndings(),
        Example().Format());

    [TestMethod]
    public void ManyClassesAreReducedToTheMisclassifications()
    {
        Assert.AreEqual(
            """
            actual                  predicted               images
            a dog with a long name  cat                          5
            cat                     a dog with a long name       2

            """.ReplaceLineEndings(),
            Example().Format(maxClasses: 2));
        StringAssert.Contains(new ConfusionTable(["a", "b"]).Format(maxClasses: 1), "No misclassifications");
    }

    [TestMethod]
    public void LabelsOutOfRangeAreNamed()
    {
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Example().Add(0, 3));
        StringAssert.Contains(error.Message, "labels go from 0 to 2");
    }
}
