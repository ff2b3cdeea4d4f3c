using Microsoft.ML.Data;

namespace Toolkit.Compat.Tests.Evaluate;

/// <summary>The layout is the original's, spaces included.</summary>
[TestClass]
public sealed class ConfusionTableTests
{
    [TestMethod]
    public void ShortNamesStandInTheHead()
    {
        var matrix = new ConfusionMatrix([[1, 1, 0], [1, 1, 0], [1, 0, 1234]], ["cat", "dog", "mouse"]);
        Assert.AreEqual(
            """

            Confusion table
                      ||========================
            PREDICTED ||   cat |   dog | mouse | Recall
            TRUTH     ||========================
                  cat ||     1 |     1 |     0 | 0.5000
                  dog ||     1 |     1 |     0 | 0.5000
                mouse ||     1 |     0 | 1,234 | 0.9992
                      ||========================
            Precision ||0.3333 |0.5000 |1.0000 |

            """, matrix.GetFormattedConfusionTable());
    }

    [TestMethod]
    public void LongNamesAreNumbered()
    {
        var matrix = new ConfusionMatrix([[2, 0, 0], [0, 3, 1], [0, 0, 0]], ["airplane", "automobile", "bird"]);
        Assert.AreEqual(
            """

            Confusion table
                          ||========================
            PREDICTED     ||     0 |     1 |     2 | Recall
            TRUTH         ||========================
            0.   airplane ||     2 |     0 |     0 | 1.0000
            1. automobile ||     0 |     3 |     1 | 0.7500
            2.       bird ||     0 |     0 |     0 | 0.0000
                          ||========================
            Precision     ||1.0000 |1.0000 |0.0000 |

            """, matrix.GetFormattedConfusionTable());
    }

    [TestMethod]
    public void TwoClassesHaveWiderColumns()
    {
        var matrix = new ConfusionMatrix([[2, 1], [0, 3]], ["ants", "bees"]);
        Assert.AreEqual(
            """

            Confusion table
                      ||======================
            PREDICTED ||     ants |     bees | Recall
            TRUTH     ||======================
                 ants ||        2 |        1 | 0.6667
                 bees ||        0 |        3 | 1.0000
                      ||======================
            Precision ||   1.0000 |   0.7500 |

            """, matrix.GetFormattedConfusionTable());
    }
}
