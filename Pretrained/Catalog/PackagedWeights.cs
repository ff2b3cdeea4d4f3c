using System.Reflection;
using Toolkit.Networks;
using Toolkit.StateDicts;

namespace Toolkit.Pretrained;

/// <summary>
/// Weights of the catalog inside a package: a resource of the assembly that has the package's name. The assembly is looked up by that
/// name when the weights are read, so that only programs which reference the package carry its megabytes.
/// </summary>
/// <param name="entry">Names the package.</param>
/// <param name="cache">Where the file goes when somebody asks for its path.</param>
/// <param name="load">Loads an assembly by its name.</param>
internal sealed class PackagedWeights(WeightsEntry entry, HubCache cache, Func<string, Assembly> load) : Weights(entry)
{
    public override string Description => Entry!.Name;

    public override bool IsHere
    {
        get
        {
            try
            {
                return Load(Entry!.Package!).GetManifestResourceNames().Contains(Entry.FileName);
            }
            catch (WeightsException)
            {
                return false;
            }
        }
    }

    public override string Locate(IProgress<DownloadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        using var stream = Open();
        return cache.Keep(Entry!, stream);
    }

    public override StateDict Read(IProgress<DownloadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        using var stream = Open();
        return WeightsFile.Guard($"{Entry!.FileName} in {Entry.Package}", null, () => SafetensorsReader.Read(stream));
    }

    private Stream Open()
    {
        var (package, file) = (Entry!.Package!, Entry.FileName);
        var assembly = Load(package);
        return assembly.GetManifestResourceStream(file) ?? throw new WeightsException(
            $"{Entry.Name} is the file {file} in {package}, but this program's {package} {assembly.GetName().Version?.ToString(3)} "
            + $"lacks it; it holds {Held(assembly)}. Take the newest {package}.");
    }

    private Assembly Load(string package)
    {
        try
        {
            return load(package);
        }
        catch (Exception e) when (e is IOException or BadImageFormatException)
        {
            throw new WeightsException(
                $"{Entry!.Name} comes in the package {package}, which this program lacks. "
                + $"Add it to the project: dotnet add package {package}", inner: e);
        }
    }

    private static string Held(Assembly assembly) =>
        assembly.GetManifestResourceNames() is { Length: > 0 } names ? string.Join(", ", names) : "none";
}
