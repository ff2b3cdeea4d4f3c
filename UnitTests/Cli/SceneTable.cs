using System.Globalization;
using Toolkit.UnitTests.Estimators;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Cli;

/// <summary>Scenes as files, and CSV files that say what they show.</summary>
internal static class SceneTable
{
    /// <summary>Writes the images into a folder, and a table of all that is true of them: path, label, height, side, kind.</summary>
    /// <returns>Path of the table.</returns>
    public static string Write(TemporaryFolder folder, string name, int count, int seed)
    {
        Directory.CreateDirectory(folder.File(name));
        var rows = Scenes.Rows(count, seed);
        var lines = rows.Select((row, index) =>
        {
            row.Image!.Save(Path.Combine(folder.File(name), $"{index:000}.png"));
            var labels = string.Join(';', Scenes.Labels.Zip(row.Flags).Where(label => label.Second).Select(label => label.First));
            return string.Create(CultureInfo.InvariantCulture, $"{name}/{index:000}.png,{labels},{row.Exact},{row.Numbers[1]},{Convert.ToInt32(row.Flags[0])}");
        });
        var path = folder.File(name + ".csv");
        File.WriteAllLines(path, ["path,label,height,side,kind", .. lines]);
        return path;
    }
}
