using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Pretrained;

/// <summary>ONNX Runtime, as the npm package onnxruntime-node has it.</summary>
internal static class OnnxRuntime
{
    private const string InstallFolder = "artifacts/onnxruntime";

    /// <summary>Class probabilities of photographs; the test is skipped where there is no ONNX Runtime.</summary>
    /// <param name="model">An ONNX file of Caffe's SqueezeNet.</param>
    /// <param name="photos">3 × 224 × 224 bytes each.</param>
    public static float[][] Probabilities(string model, IEnumerable<byte[]> photos)
    {
        var modules = FindModules();
        using var folder = new TemporaryFolder();
        var (input, output) = (folder.File("photos"), folder.File("probabilities"));
        File.WriteAllBytes(input, [.. photos.SelectMany(photo => photo)]);

        var script = Path.Combine(AppContext.BaseDirectory, "Pretrained", "onnx_runtime.cjs");
        var start = new ProcessStartInfo("node", [script, model, input, output]) { RedirectStandardError = true };
        start.Environment["NODE_PATH"] = modules;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode, errors);
        return [.. MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(output)).ToArray().Chunk(1000)];
    }

    private static string FindModules()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var modules = Path.Combine(folder.FullName, InstallFolder, "node_modules");
            if (Directory.Exists(Path.Combine(modules, "onnxruntime-node"))) return modules;
        }

        Assert.Inconclusive($"This test needs ONNX Runtime: npm install --ignore-scripts --prefix {InstallFolder} onnxruntime-node");
        return "";
    }
}
