namespace Toolkit.Samples;

/// <summary>Where samples look for data: in the folder that TOOLKIT_DATA names, else in the folder data of the current one.</summary>
internal static class DataFolder
{
    /// <summary>Path of a file or folder there.</summary>
    public static string PathOf(string name) => Path.Combine(Environment.GetEnvironmentVariable("TOOLKIT_DATA") ?? "data", name);

    /// <summary>The photographs of ants and bees of PyTorch's tutorial on transfer learning.</summary>
    /// <param name="given">What the command line says; null: hymenoptera, among the data.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static string Hymenoptera(string? given)
    {
        var folder = given ?? PathOf("hymenoptera");
        return Directory.Exists(folder) ? folder : throw new DirectoryNotFoundException(
            $"There is no folder '{folder}'. Download PyTorch's hymenoptera_data, and say in which folder its train/ and val/ are.");
    }
}
