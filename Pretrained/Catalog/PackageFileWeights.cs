using Toolkit.Networks;
using Toolkit.Pretrained.Onnx;
using Toolkit.StateDicts;

namespace Toolkit.Pretrained;

/// <summary>Weights of the catalog in an ONNX file that a NuGet package copies beside the program.</summary>
/// <param name="entry">Names the package and its file.</param>
/// <param name="files">Finds the file.</param>
internal sealed class PackageFileWeights(WeightsEntry entry, PackageFiles files) : Weights(entry)
{
    public override string Description => Entry!.Name;

    public override bool IsHere => files.Find(Entry!) is not null;

    public override string Locate(IProgress<DownloadProgress>? progress = null, CancellationToken cancellationToken = default) =>
        files.Locate(Entry!);

    public override StateDict Read(IProgress<DownloadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var path = Locate(progress, cancellationToken);
        return WeightsFile.Read(path, stream => MlNetResNet.Convert(OnnxModel.Read(stream)) ?? throw new InvalidDataException(
            $"its network is not {Entry!.Network}, which is the one that {Entry.Name} names: delete the file, and build the program again "
            + $"with the package {Entry.Package}, which puts the right one there."));
    }
}
