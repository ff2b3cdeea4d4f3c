using Toolkit.Estimators;
using Toolkit.UnitTests.Estimators;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Docs;

/// <summary>Programs of pages that need no more than small data do what the page says.</summary>
[TestClass]
public sealed class RunningPagesTests
{
    private readonly TemporaryFolder folder = new();
    private readonly string before = Environment.CurrentDirectory;
    private readonly TextWriter console = Console.Out;

    /// <summary>What the pages take for granted: a folder with images of flowers, and a model that was trained on them.</summary>
    [TestInitialize]
    public void PrepareFolder()
    {
        Environment.CurrentDirectory = folder.Path;
        ToyImages.WriteFolder("flowers/train", imagesPerClass: 4, seed: 1);
        ToyImages.WriteFolder("flowers/test", imagesPerClass: 2, seed: 2);
        ToyImages.WriteFolder("flowers/choose", imagesPerClass: 2, seed: 3);
        var toy = ToyModel.Shared;
        toy.ML.TransferLearning().Save(toy.Model, toy.Train.Schema, "flowers.zip");
        File.WriteAllLines("photos.csv", Directory.GetFiles("flowers/train", "*.png", SearchOption.AllDirectories)
            .Select(file => $"{file};{Directory.GetParent(file)!.Name}"));
        WriteTable("fruit-train.csv", "flowers/train");
        WriteTable("fruit-test.csv", "flowers/test");
        using var bee = ToyImages.Draw(0, 1, height: 300, width: 400);
        bee.Save("bee.jpg");
    }

    [TestCleanup]
    public void DeleteFolder()
    {
        Console.SetOut(console);
        Environment.CurrentDirectory = before;
        folder.Dispose();
    }

    [TestMethod]
    public void TheLessonPrintsWhatItShows()
    {
        var page = new Page("docs/lesson-convolutions.md");
        var printed = Run(page);
        foreach (var shown in page.Snippets.Where(snippet => snippet.Language == Page.Output)) StringAssert.Contains(printed, shown.Code);
    }

    [TestMethod]
    public void AnEvaluationNamesTheClasses() => StringAssert.Contains(Run(new Page("docs/evaluate.md")), ToyImages.Classes[1]);

    [TestMethod]
    public void TheShareOfAnswersIsPrinted()
    {
        var printed = Run(new Page("docs/none-of-these.md"));
        foreach (var words in new[] { "temperature", "answered of the validation images", "from 0.95" }) StringAssert.Contains(printed, words);
    }

    [TestMethod]
    public void SeveralLabelsAndNumbersAreEvaluated()
    {
        var printed = Run(new Page("docs/other-tasks.md"));
        foreach (var words in new[] { "Hamming loss", "root mean squared error", "apple: ", "R² " }) StringAssert.Contains(printed, words);
    }

    [TestMethod]
    public void ImagesWithoutClassFoldersAreChosen()
    {
        Directory.CreateDirectory("flowers/unlabelled");
        foreach (var file in Directory.GetFiles("flowers/test", "*.png", SearchOption.AllDirectories))
            File.Copy(file, Path.Combine("flowers/unlabelled", $"{Directory.GetParent(file)!.Name}{Path.GetFileName(file)}"));
        StringAssert.Contains(Run(new Page("docs/features-for-other-trainers.md")), "label rows 0, 1, 2");
    }

    [TestMethod]
    [DataRow("docs/train-again.md", "flowers-2.zip")]
    [DataRow("docs/learning-rates.md", "rates.svg")]
    [DataRow("docs/adding.md", "epochs.csv", "small.zip")]
    [DataRow("docs/look-inside-a-network.md", "bee-map.png", "filters.png", "maps.png")]
    [DataRow("docs/export-to-onnx.md", "flowers-bytes.onnx", "flowers-int8.onnx", "flowers-int8.zip", "flowers.onnx", "resnet18.onnx")]
    [DataRow("docs/report.md", "MODEL.md", "report.html")]
    public void FilesAreWritten(string path, params string[] files)
    {
        Run(new Page(path));
        foreach (var file in files) Assert.AreNotEqual(0, new FileInfo(file).Length);
    }

    /// <summary>Toy images with two labels, of which the last class has none, and a number.</summary>
    private static void WriteTable(string path, string images)
    {
        string[] labels = ["apple;leaf", "apple", ""];
        var rows = Directory.GetFiles(images, "*.png", SearchOption.AllDirectories)
            .Select((file, i) => $"{file},{labels[Array.IndexOf(ToyImages.Classes, Directory.GetParent(file)!.Name)]},{100 + i % 7}.5");
        File.WriteAllLines(path, ["ImagePath,Labels,Weight", .. rows]);
    }

    private static string Run(Page page)
    {
        var program = new PageProgram(page);
        Assert.IsEmpty(program.Problems, string.Join('\n', program.Problems));
        using var printed = new StringWriter { NewLine = "\n" };
        Console.SetOut(printed);
        program.Run();
        return printed.ToString();
    }
}
