using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.ML;
using Toolkit.Estimators;
using Toolkit.UnitTests.Estimators;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Cli;

/// <summary>What holds for every command: help with examples and defaults, JSON, exit codes.</summary>
[TestClass]
public sealed partial class CommandSurfaceTests
{
    private static readonly TemporaryFolder Folder = new();

    private static readonly string Photos = Folder.File("photos"), Model = Folder.File("model.zip"), Weights = Folder.File("weights.safetensors");

    private static readonly string Image = Path.Combine(Photos, ToyImages.Classes[0], "00.png");

    /// <summary>The help of every command by its name.</summary>
    private static readonly Lazy<IReadOnlyDictionary<string, string>> Help = new(() => CommandName()
        .Matches(ToolkitProcess.Run("--help").Output.Split("Commands:")[1]).Select(match => match.Groups[1].Value)
        .ToDictionary(name => name, name => ToolkitProcess.Run(name, "--help").Output));

    private static IEnumerable<string[]> JsonCalls =>
    [
        ["train", Photos, "--network", "mnist_cnn", "--weights", "none", "--size", "28", "--epochs", "1", "--frozen-epochs", "0", "--output", Folder.File("run")],
        ["find-lr", Photos, "--network", "mnist_cnn", "--weights", Weights, "--size", "28"],
        ["evaluate", Model, Photos],
        ["predict", Model, Image],
        ["export", Model, Folder.File("model.onnx")],
        ["convert", Weights, Folder.File("converted.safetensors")],
        ["featurize", Folder.File("features.csv"), Image, "--network", "mnist_cnn", "--weights", Weights],
        ["similar", Photos, "--to", Image, "--network", "mnist_cnn", "--weights", Weights],
        ["networks"],
        ["weights", "resnet18*"],
        ["summary", "mnist_cnn"],
        ["gradcam", Model, Image, Folder.File("heat.png")],
        ["augment", Photos, Folder.File("sheet.png"), "--size", "16"],
    ];

    [ClassInitialize]
    public static void Prepare(TestContext _)
    {
        ToyImages.WriteFolder(Photos, 5, seed: 3);
        new MLContext(1).TransferLearning().Save(ToyModel.Shared.Model, ToyModel.Shared.Train.Schema, Model);
        using var weights = new TinyWeights("mnist_cnn", ToyImages.Classes.Length);
        File.Copy(weights.Path, Weights);
    }

    [ClassCleanup]
    public static void Delete() => Folder.Dispose();

    /// <summary>An option with a value says its default, or what happens without it, as "else …".</summary>
    [TestMethod]
    public void EveryOptionTellsItsDefault()
    {
        var silent = Help.Value.SelectMany(command => OptionWithValue().Matches(command.Value)
            .Where(option => !option.Value.Contains("[default: ", StringComparison.Ordinal) && !option.Value.Contains("else ", StringComparison.Ordinal))
            .Select(option => $"{command.Key} {option.Value.Trim()}"));
        Assert.AreEqual("", string.Join('\n', silent));
    }

    [TestMethod]
    public void EveryCommandHasAnExampleOrNeedsNone()
    {
        var without = Help.Value.Where(command => !Regex.IsMatch(command.Value, $@"Examples:\s+toolkit {command.Key} ")).Select(command => command.Key);
        CollectionAssert.AreEqual(new[] { "networks" }, without.ToArray());
    }

    [TestMethod]
    public void EveryCommandPrintsOneJsonObjectAndNothingElse()
    {
        CollectionAssert.AreEquivalent(Help.Value.Keys.ToArray(), JsonCalls.Select(call => call[0]).ToArray());
        foreach (var call in JsonCalls)
        {
            var (exitCode, output, errors) = ToolkitProcess.Run([.. call, "--json"]);
            Assert.AreEqual(0, exitCode, $"{call[0]}: {errors}");
            using var json = JsonDocument.Parse(output);
            Assert.AreEqual(JsonValueKind.Object, json.RootElement.ValueKind, call[0]);
            Assert.IsNotEmpty(json.RootElement.EnumerateObject().ToArray(), call[0]);
            Assert.IsFalse(Names(json.RootElement).Any(name => char.IsUpper(name[0])), call[0]);
        }
    }

    [TestMethod]
    public void ADefectOfTheProgramIsToldApartFromAMistake()
    {
        Assert.AreEqual(1, ToolkitProcess.Run("predict", Folder.File("absent.zip"), Image).ExitCode);
        Assert.AreEqual(1, ToolkitProcess.Run("predikt").ExitCode);
        StringAssert.Contains(ToolkitProcess.Run("predict", Model, Image, "--json", "--csv").Errors, "--csv and --json cannot be had at once");
    }

    private static IEnumerable<string> Names(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => Names(property.Value).Prepend(property.Name)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Names),
        _ => [],
    };

    [GeneratedRegex(@"^  ([a-z-]+) ", RegexOptions.Multiline)]
    private static partial Regex CommandName();

    [GeneratedRegex(@"^ +(-., )?--[a-z-]+ <.+$", RegexOptions.Multiline)]
    private static partial Regex OptionWithValue();
}
