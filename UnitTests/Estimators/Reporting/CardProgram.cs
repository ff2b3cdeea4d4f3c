using Microsoft.ML.Data;
using Toolkit.Estimators.Reporting;
using Toolkit.UnitTests.Docs;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Estimators.Reporting;

/// <summary>The program of a model card.</summary>
internal static class CardProgram
{
    /// <summary>Compiles and runs it.</summary>
    /// <param name="report">Whose card.</param>
    /// <param name="photo">What it looks at; disposed here.</param>
    /// <param name="save">Writes the model to a path.</param>
    /// <returns>What it prints.</returns>
    public static string Run(TrainingReport report, MLImage photo, Action<string> save)
    {
        using var folder = new TemporaryFolder();
        var before = (Environment.CurrentDirectory, Console.Out);
        using var printed = new StringWriter();
        try
        {
            Environment.CurrentDirectory = folder.Path;
            save(report.ModelFile);
            using (photo) photo.Save("photo.jpg");
            report.SaveModelCard("MODEL.md");
            var program = new PageProgram(new Docs.Page(folder.File("MODEL.md")));
            Assert.IsEmpty(program.Problems, string.Join('\n', program.Problems));
            Console.SetOut(printed);
            program.Run();
        }
        finally
        {
            Environment.CurrentDirectory = before.CurrentDirectory;
            Console.SetOut(before.Out);
        }
        return printed.ToString();
    }
}
