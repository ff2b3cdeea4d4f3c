namespace Toolkit.UnitTests.Support;

/// <summary>
/// Runs scripts with the system's Python, where Debian's PyTorch is, and exchanges arrays with them. A script finds
/// <c>torch</c> and <c>np</c> imported, <c>folder</c> (this object's temporary folder), <c>take(name)</c> (what
/// <see cref="Give"/> put there, as a tensor) and <c>save(name, values)</c> (for <see cref="Take"/>).
/// </summary>
/// <remarks>Importing PyTorch takes seconds: ask one script for everything that a test class needs.</remarks>
internal sealed class PythonReference : IDisposable
{
    private const string Prelude = """
        import sys
        import numpy as np
        import torch

        folder = sys.argv[1]

        def take(name):
            return torch.from_numpy(np.load(f"{folder}/{name}.npy"))

        def save(name, values):
            array = values.detach().numpy() if isinstance(values, torch.Tensor) else np.asarray(values)
            np.save(f"{folder}/{name}.npy", np.ascontiguousarray(array).reshape(array.shape))


        """;

    /// <summary>The folder that the scripts share with the test; it goes with this object.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("python-reference").FullName;

    /// <summary>Makes an array known to the scripts that follow.</summary>
    public void Give<T>(string name, ReadOnlySpan<T> values, params ReadOnlySpan<long> shape) where T : unmanaged =>
        NumpyFile.Write(PathOf(name), values, shape);

    /// <summary>The array that a script saved. The element type must be the saved one.</summary>
    public NumpyArray<T> Take<T>(string name) where T : unmanaged => NumpyFile.Read<T>(PathOf(name));

    /// <summary>Runs a script and returns what it printed; a script that fails fails the test with its error output.</summary>
    public string Run(string script) => Python.RunCode(Prelude + script, Folder);

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private string PathOf(string name) => Path.Combine(Folder, name + ".npy");
}
