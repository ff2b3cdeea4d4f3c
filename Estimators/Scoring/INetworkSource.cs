using System.IO.Compression;
using Toolkit.Networks;
using Toolkit.Scoring;

namespace Toolkit.Estimators.Scoring;

/// <summary>Where the network of a step is: in memory, or in a model archive.</summary>
internal interface INetworkSource : IDisposable
{
    /// <summary>What it is.</summary>
    NetworkDescription Description { get; }

    /// <summary>The network itself, in evaluation mode. One that lies in an archive is built when it is first asked for.</summary>
    Network Network { get; }

    /// <summary>Numbers that come out for one image.</summary>
    /// <param name="output">What is wanted of it.</param>
    int LengthOf(NetworkOutput output);

    /// <summary>What computes it. Asked for once.</summary>
    /// <param name="output">What is wanted of it.</param>
    IScoringEngine CreateEngine(NetworkOutput output);

    /// <summary>
    /// The network as one ONNX file with its weights in it, from normalised images (<c>images</c>) to what is wanted of it (<c>output</c>).
    /// </summary>
    /// <param name="output">What is wanted of it.</param>
    /// <exception cref="NotSupportedException">It cannot be exported; the message says why.</exception>
    byte[] Model(NetworkOutput output);

    /// <summary>Writes what it is, its weights and its graph below a path of an archive.</summary>
    void Save(ZipArchive archive, string path, NetworkOutput output);
}
