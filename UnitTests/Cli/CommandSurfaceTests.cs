extern alias cli;

using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.ML;
using Toolkit.Estimators;
using Toolkit.UnitTests.Estimators;
using Toolkit.UnitTests.Support;
using Mistakes = cli::Toolkit.Cli.Mistakes;

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
        ["featurize", Image, "--output", Folder.File("features.csv"), "--network", "mnist_cnn", "--weights", Weights],
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
            .Where(option => !option.Value.Contains("(REQUIRED)", StringComparison.Ordinal) && !option.Value.Contains("[default: ", StringComparison.Ordinal) && !option.Value.Contains("else ", StringComparison.Ordinal))
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
        Assert.AreEqual(0, Mistakes.Print(() => { }));
        Assert.AreEqual(1, Mistakes.Print(() => throw new FileNotFoundException("There is no a.zip.")));
        Assert.AreEqual(1, Mistakes.Print(() => throw new AggregateException(new InvalidDataException("a.zip is damaged."))));
        Assert.AreEqual(2, Mistakes.Print(() => { _ = Array.Empty<int>().First(); }));
        Assert.AreEqual(2, Mistakes.Print(() => throw new ObjectDisposedException("model")));
        Assert.AreEqual(2, Mistakes.Print(() => throw new NullReferenceException()));
    }

    /// <summary>The output stream stays empty, where another program may wait for results.</summary>
    [TestMethod]
    [DataRow("--csv and --json cannot be had at once", "predict", "m.zip", "a.png", "--json", "--csv")]
    [DataRow("--top must be at least 0, but is -1", "predict", "m.zip", "a.png", "--top", "-1")]
    [DataRow("--engine has no \"onnxruntim\". Did you mean \"onnxruntime\"?", "predict", "m.zip", "a.png", "--engine", "onnxruntim")]
    [DataRow("--metric has no \"7\"", "train", "a", "--metric", "7")]
    [DataRow("--metric has no \"acuracy\". Did you mean \"accuracy\"?", "train", "a", "--metric", "acuracy")]
    [DataRow("--recipe has no \"photograph\". Did you mean \"photographs\"?", "train", "a", "--recipe", "photograph")]
    [DataRow("--patience must be at least 0, but is -1", "train", "a", "--patience=-1")]
    [DataRow("--search must be above 0 and at most 1440, but is 0", "train", "a", "--search", "0")]
    [DataRow("--size must be at least 8, but is 4", "train", "a", "--size", "4")]
    [DataRow("must end in .onnx, but is 'a.png'", "export", "m.zip", "a.png")]
    [DataRow("must end in .csv, but is 'a.png'", "featurize", "b.png", "--output", "a.png")]
    [DataRow("There is no command \"predikt\". Did you mean \"predict\"?", "predikt")]
    public void WhatCannotBeReadIsToldOnTheErrorStream(string message, params string[] arguments)
    {
        var (exitCode, output, errors) = ToolkitProcess.Run(arguments);
        Assert.AreEqual((1, ""), (exitCode, output));
        Assert.IsTrue(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).All(line => line.StartsWith("error: ", StringComparison.Ordinal)), errors);
        StringAssert.Contains(errors, message);
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
