using System.CommandLine;
using BenchmarkDotNet.Running;
using Toolkit.Benchmarks.Comparison;
using Toolkit.Benchmarks.Workloads;

var root = new RootCommand("Measures the toolkit, alone and against its peers.") { CompareCommand(), GrowthCommand(), ServeCommand(), PartsCommand() };
return root.Parse(args).Invoke();

static Command CompareCommand()
{
    var source = new Option<string>("--source") { Description = "Folder with cifar10/ and hymenoptera/", Required = true };
    var data = new Option<string>("--data") { Description = "Folder for files that all sides read", Required = true };
    var report = new Option<string>("--report") { Description = "The Markdown page whose measured part is replaced", Required = true };
    var only = new Option<string[]>("--only") { Description = "Names of rows", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [] };
    var threads = new Option<int>("--threads") { Description = "Threads of each side", DefaultValueFactory = _ => Environment.ProcessorCount };
    var rounds = new Option<int?>("--rounds") { Description = "Rounds that count; 9, with --check 5" };
    var check = new Option<bool>("--check") { Description = "Fewer images, and plain TorchSharp alone; fails where a ratio is more than a tenth below the report's" };
    var command = new Command("compare", "Runs all sides of every row in alternation") { source, data, report, only, threads, rounds, check };
    command.SetAction(parsed => ComparisonRun.Execute(new(
        parsed.GetValue(source)!, parsed.GetValue(data)!, parsed.GetValue(report)!, parsed.GetValue(only)!,
        parsed.GetValue(threads), parsed.GetValue(rounds), parsed.GetValue(check))));
    return command;
}

static Command GrowthCommand()
{
    var source = new Option<string>("--source") { Description = "Folder with cifar10/ and hymenoptera/", Required = true };
    var data = new Option<string>("--data") { Description = "Folder for files that all workloads read", Required = true };
    var command = new Command("growth", "How the cost of a training grows with images, size and threads") { source, data };
    command.SetAction(parsed => GrowthRun.Execute(parsed.GetValue(source)!, parsed.GetValue(data)!));
    return command;
}

static Command ServeCommand()
{
    var name = new Argument<string>("workload");
    var images = new Option<int>("--images") { Required = true };
    var threads = new Option<int>("--threads") { Required = true };
    var data = new Option<string>("--data") { Required = true };
    var command = new Command("serve", "Does one workload each time that standard input says so") { name, images, threads, data };
    command.SetAction(parsed => Serving.Run(
        parsed.GetValue(name)!, new(parsed.GetValue(images), parsed.GetValue(threads), parsed.GetValue(data)!)));
    return command;
}

static Command PartsCommand()
{
    var rest = new Argument<string[]>("arguments") { Description = "For BenchmarkDotNet", Arity = ArgumentArity.ZeroOrMore };
    var command = new Command("parts", "Measures single parts with BenchmarkDotNet") { rest };
    command.TreatUnmatchedTokensAsErrors = false;
    command.SetAction(parsed =>
    {
        BenchmarkSwitcher.FromAssembly(typeof(Table).Assembly).Run([.. parsed.GetValue(rest)!, .. parsed.UnmatchedTokens]);
    });
    return command;
}
