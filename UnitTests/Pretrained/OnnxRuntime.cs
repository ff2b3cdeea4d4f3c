using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Pretrained;

/// <summary>ONNX Runtime, as the npm package onnxruntime-node has it.</summary>
internal static class OnnxRuntime
{
    private const string InstallFolder = "artifacts/onnxruntime";

    /// <summary>What a model makes of images; the test is skipped where there is no ONNX Runtime.</summary>
    /// <typeparam name="TInput">Type of the model's input: float, Half or byte.</typeparam>
    /// <typeparam name="TOutput">Type of its output.</typeparam>
    /// <param name="model">A file with one input and one output.</param>
    /// <param name="images">The elements of all images.</param>
    /// <param name="sizes">Sizes of one image.</param>
    /// <param name="batchSize">Images for each run; the last run gets what is left.</param>
    /// <returns>The elements of all outputs.</returns>
    public static TOutput[] Run<TInput, TOutput>(string model, ReadOnlySpan<TInput> images, IEnumerable<int> sizes, int batchSize)
        where TInput : unmanaged
        where TOutput : unmanaged
    {
        var modules = FindModules();
        using var folder = new TemporaryFolder();
        var (input, output) = (folder.File("images"), folder.File("results"));
        File.WriteAllBytes(input, MemoryMarshal.AsBytes(images));

        var script = Path.Combine(AppContext.BaseDirectory, "Pretrained", "onnx_runtime.cjs");
        string[] arguments = [script, model, TypeName<TInput>(), string.Join(',', sizes), $"{batchSize}", input, output];
        var start = new ProcessStartInfo("node", arguments) { RedirectStandardError = true };
        start.Environment["NODE_PATH"] = modules;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode, errors);
        return MemoryMarshal.Cast<byte, TOutput>(File.ReadAllBytes(output)).ToArray();
    }

    private static string TypeName<T>() => default(T) switch
    {
        float => "float32",
        Half => "float16",
        byte => "uint8",
        _ => throw new NotSupportedException($"{typeof(T)}: expected float, Half or byte."),
    };

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
