using System.CommandLine;
using Toolkit.Pretrained;
using Toolkit.StateDicts;

namespace Toolkit.Cli.Catalog;

/// <summary><c>toolkit convert weights.pth weights.safetensors</c>: weights in another format, and with another type of values.</summary>
internal static class ConvertCommand
{
    private static readonly Dictionary<string, ElementType?> Types = new(StringComparer.Ordinal)
    {
        ["same"] = null,
        ["float16"] = ElementType.Float16,
        ["bfloat16"] = ElementType.BFloat16,
        ["float32"] = ElementType.Float32,
    };

    public static Command Create()
    {
        var source = new Argument<FileInfo>("source")
        {
            Description = "A file of weights: .pth, .pt, .th, .safetensors or .onnx, or the .index.json of weights in several",
        };
        var target = new Argument<FileInfo>("target") { Description = "The .safetensors file to write, or replace" };
        var type = new Option<string>("--type")
        {
            Description = "Type of floating-point values; float16 halves a float32 file and rounds to 3 digits. Integers keep theirs",
            DefaultValueFactory = _ => "same",
        };
        type.AcceptOnlyFromAmong([.. Types.Keys]);
        var key = new Option<string?>("--key")
        {
            Description = "Which of several weights in one PyTorch checkpoint, such as model_ema; else the trained ones rather than an average of them",
        };
        var command = new Command(
            "convert", "Writes weights as .safetensors.\n\nExamples:\n  toolkit convert weights.pth weights.safetensors --type float16")
        {
            source, target, type, key, Report.JsonOption,
        };
        command.SetAction(parsed => Mistakes.Print(() => Convert(
            parsed.GetValue(source)!.FullName, parsed.GetValue(key), parsed.GetValue(target)!.FullName, Types[parsed.GetValue(type)!],
            new Report(parsed.GetValue(Report.JsonOption)))));
        return command;
    }

    private static void Convert(string source, string? key, string target, ElementType? type, Report report)
    {
        if (!target.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
            throw new ArgumentException($"The target must end in .safetensors, but is '{target}'; no other format is written.");
        var weights = CheckpointReader.Read(source, key);
        if (type is { } wanted) ConvertValues(weights, wanted);
        Safetensors.Write(target, weights);
        var bytes = new FileInfo(target).Length;
        report.Say($"{target}: {weights.Count} tensors, {bytes} bytes{Note(weights.Source)}");
        report.Value("weights", target);
        report.Value("tensors", weights.Count);
        report.Value("bytes", bytes);
        report.Value("source", weights.Source?.ToString());
        report.End();
    }

    private static string Note(WeightsSource? source) => source is null ? "" : $" ({source})";

    private static void ConvertValues(StateDict weights, ElementType type)
    {
        foreach (var (name, tensor) in weights.ToList())
            if (tensor.Type.IsFloatingPoint())
                weights[name] = tensor.ConvertTo(type);
    }
}
