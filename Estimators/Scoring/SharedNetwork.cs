using System.IO.Compression;
using Toolkit.Networks;
using Toolkit.Scoring;

namespace Toolkit.Estimators.Scoring;

/// <summary>A network, and what computes it, for one step or several: freed when the last of them is disposed.</summary>
/// <param name="network">Disposed with the last owner.</param>
/// <param name="output">What its owners want of it.</param>
internal sealed class SharedNetwork(INetworkSource network, NetworkOutput output) : INetworkSource
{
    private readonly Lazy<IScoringEngine> engine = new(() => network.CreateEngine(output));
    private readonly Lock gate = new();
    private int owners = 1;

    public NetworkDescription Description => network.Description;

    public Network Network => network.Network;

    /// <summary>What computes it; not to be disposed by an owner.</summary>
    public IScoringEngine Engine => engine.Value;

    /// <summary>A network that one step owns; one that is shared already, where <see cref="AddOwner"/> was called for the step.</summary>
    public static SharedNetwork Of(INetworkSource network, NetworkOutput output) => network as SharedNetwork ?? new(network, output);

    /// <summary>The same for one more step.</summary>
    /// <exception cref="ObjectDisposedException">The last owner was disposed.</exception>
    public SharedNetwork AddOwner()
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(owners == 0, typeof(ImageNetworkTransformer));
            owners++;
        }
        return this;
    }

    public int LengthOf(NetworkOutput output) => network.LengthOf(output);

    public IScoringEngine CreateEngine(NetworkOutput output) => network.CreateEngine(output);

    public byte[] Model(NetworkOutput output) => network.Model(output);

    public void Save(ZipArchive archive, string path, NetworkOutput output) => network.Save(archive, path, output);

    public void Dispose()
    {
        lock (gate)
        {
            if (--owners > 0) return;
        }
        if (engine.IsValueCreated) engine.Value.Dispose();
        network.Dispose();
    }
}
