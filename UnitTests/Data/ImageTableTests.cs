using Toolkit.Data;
using Toolkit.UnitTests.Estimators;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Data;

/// <summary>What a CSV file says of its images, in the form of each task.</summary>
[TestClass]
public sealed class ImageTableTests
{
    private readonly TemporaryFolder folder = new();

    [TestCleanup]
    public void DeleteFolder() => folder.Dispose();

    [TestMethod]
    public void ASemicolonMakesSeveralLabels()
    {
        var table = Table("Path,Label", "b ; a", "", "c");
        Assert.AreEqual(LearningTask.MultiLabel, table.Task);
        CollectionAssert.AreEqual(new[] { "a", "b", "c" }, table.ClassNames.ToArray());
        CollectionAssert.AreEqual(new float[] { 1, 1, 0 }, table.TargetsOf(0).ToArray());
        CollectionAssert.AreEqual(new float[] { 0, 0, 0 }, table.TargetsOf(1).ToArray());
        CollectionAssert.AreEqual(new float[] { 0, 0, 1 }, table.TargetsOf(2).ToArray());
        Assert.IsNull(table.Groups);
    }

    [TestMethod]
    public void NumbersAreClassesUnlessTheyAreAskedFor()
    {
        var classes = Table("path,label", "10", "9", "10");
        Assert.AreEqual(LearningTask.Classification, classes.Task);
        CollectionAssert.AreEqual(new[] { "10", "9" }, classes.ClassNames.ToArray());
        Assert.AreEqual(1, classes.LabelOf(1));
        Assert.IsTrue(classes.TargetsOf(1).IsEmpty);

        var numbers = Table(new ImageTableOptions { Task = LearningTask.Regression }, "path,label", "10", "-9e-1", "2.5");
        CollectionAssert.AreEqual(new[] { "label" }, numbers.ClassNames.ToArray());
        CollectionAssert.AreEqual(new[] { 10, -0.9f, 2.5f }, Enumerable.Range(0, 3).Select(index => numbers.TargetsOf(index)[0]).ToArray());
    }

    [TestMethod]
    public void ColumnsAreFoundByNameAndGroupsAreKept()
    {
        var table = Table(new ImageTableOptions { Task = LearningTask.Regression, LabelColumns = ["Y", "x"] }, "path,X,group,y", "1,left,2", "3,right,4");
        CollectionAssert.AreEqual(new[] { "y", "X" }, table.ClassNames.ToArray());
        CollectionAssert.AreEqual(new float[] { 4, 3 }, table.TargetsOf(1).ToArray());
        CollectionAssert.AreEqual(new[] { "left", "right" }, table.Groups!.ToArray());
    }

    [TestMethod]
    public void LabelsOfAModelHaveItsOrder()
    {
        var options = new ImageTableOptions { Task = LearningTask.MultiLabel, ClassNames = ["red", "blue"] };
        CollectionAssert.AreEqual(new float[] { 0, 1 }, Table(options, "path,label", "blue").TargetsOf(0).ToArray());
        Refused<InvalidDataException>("the label \"bleu\", which is none of red, blue. Did you mean \"blue\"?", options, "path,label", "red;bleu");
    }

    [TestMethod]
    public void WhatIsNoLabelIsNamed()
    {
        var numbers = new ImageTableOptions { Task = LearningTask.Regression };
        Refused<InvalidDataException>("\"1,5\" in 'label', which is no finite number", numbers, "path,label", "\"1,5\"");
        Refused<InvalidDataException>("a row without a number in 'label'", numbers, "path,label", "1", "");
        Refused<InvalidDataException>("a row with an empty label", new(), "path,label", "a;");
        Refused<InvalidDataException>("a row that has a label twice", new(), "path,label", "a;b; a");
        Refused<ArgumentException>("LabelColumns names 2 (a, b). Several are for Regression.", new() { LabelColumns = ["a", "b"] }, "path,a,b", "1,2");
        Refused<ArgumentException>("LabelColumns names a twice", numbers with { LabelColumns = ["a", "A"] }, "path,a", "1");
    }

    /// <summary>Ten groups of two labels: a split without regard to labels would leave a part without the rare one for most seeds.</summary>
    [TestMethod]
    public void GroupsAreSplitByTheirLabels()
    {
        float[][] labels = [.. Enumerable.Range(0, 80).Select(i => (float[])[i / 8 < 8 ? 1 : 0, i / 8 >= 6 ? 1 : 0])];
        var images = new TargetedImages(new SyntheticImages(80), LearningTask.MultiLabel, ["often", "rare"], labels);
        string[] groups = [.. Enumerable.Range(0, 80).Select(i => $"{i / 8}")];
        for (var seed = 0; seed < 8; seed++)
        {
            var (remaining, part) = images.SplitByGroup(groups, 0.5, seed);
            Assert.IsEmpty(remaining.Indices.Select(index => groups[index]).Intersect(part.Indices.Select(index => groups[index])).ToArray());
            var rare = part.Indices.Count(index => labels[index][1] > 0);
            Assert.IsTrue(rare is > 0 and < 32, $"seed {seed}: {rare} of 32");
        }
    }

    private ImageTable Table(string header, params string[] rows) => Table(new(), header, rows);

    private ImageTable Table(ImageTableOptions options, string header, params string[] rows)
    {
        using (var image = ToyImages.Draw(0, 1)) image.Save(folder.File("one.png"));
        File.WriteAllLines(folder.File("table.csv"), [header, .. rows.Select(row => $"one.png,{row}")]);
        return new ImageTable(folder.File("table.csv"), options);
    }

    private void Refused<TError>(string words, ImageTableOptions options, string header, params string[] rows) where TError : Exception =>
        StringAssert.Contains(Assert.ThrowsExactly<TError>(() => Table(options, header, rows)).Message, words);
}
