using Microsoft.ML.OnnxRuntime;
using Toolkit.Onnx;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Onnx;

/// <summary>What is in an ONNX file, and what ONNX Runtime makes of it.</summary>
internal static class OnnxFile
{
    private const int Graph = 7, Operator = 1, Kind = 4;

    /// <summary>The kinds of all operators, in their order.</summary>
    public static IReadOnlyList<string> KindsIn(string file) =>
        [.. Fields(File.ReadAllBytes(file), Graph).SelectMany(graph => Fields(graph.Bytes, Operator)).Select(item => Fields(item.Bytes, Kind).Single().Text)];

    /// <summary>The kinds of the operators that ONNX Runtime computes.</summary>
    public static IReadOnlyList<string> KindsComputedFor(string file)
    {
        using var folder = new TemporaryFolder();
        using var options = new SessionOptions
        {
            OptimizedModelFilePath = folder.File("optimised.onnx"),
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, // it warns that the file is for this processor alone
        };
        using (new InferenceSession(file, options))
        {
            return KindsIn(options.OptimizedModelFilePath);
        }
    }

    private static IEnumerable<ProtobufField> Fields(ReadOnlyMemory<byte> message, int number) =>
        Protobuf.Fields(message).Where(field => field.Number == number);
}
