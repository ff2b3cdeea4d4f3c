using System.CommandLine;
using Toolkit.Break;
using Toolkit.Break.Attacks;

var minutes = new Option<double>("--minutes") { Description = "How long, over all attacks", DefaultValueFactory = _ => 10 };
var seed = new Option<long?>("--seed") { Description = "Makes the one attempt of that number, with --only; else attempts are numbered from the time" };
var only = new Option<string?>("--only") { Description = $"One attack: {string.Join(", ", AttackList.Names)}" };
only.AcceptOnlyFromAmong([.. AttackList.Names]);
var totals = new Option<FileInfo>("--totals")
{
    Description = "File that counts are added up in",
    DefaultValueFactory = _ => new FileInfo("artifacts/break-totals.tsv"),
};

var root = new RootCommand("Tries to break the toolkit: damaged files, kills, full disks, the garbage collector, many threads.") { minutes, seed, only, totals };
root.SetAction(line => new Campaign(line.GetValue(totals)!.FullName).Run(
    AttackList.Names.Where(name => line.GetValue(only) is not { } wanted || name == wanted).ToArray(), TimeSpan.FromMinutes(line.GetValue(minutes)),
    line.GetValue(seed)));

// What the campaign runs as processes of their own, since some attacks end a process.
var (name, first, seconds, place) = (
    new Argument<string>("attack"), new Argument<long>("seed"), new Argument<double>("seconds"), new Argument<string>("progress"));
var attack = new Command("attack") { name, first, seconds, place };
attack.Hidden = true;
attack.SetAction(line => AttackProcess.Run(line.GetValue(name)!, line.GetValue(first), line.GetValue(seconds), line.GetValue(place)!));
root.Add(attack);

var checkpoint = new Argument<string>("checkpoint");
var train = new Command("train") { checkpoint };
train.Hidden = true;
train.SetAction(line => Console.WriteLine(SmallTraining.Run(line.GetValue(checkpoint))));
root.Add(train);

return root.Parse(args).Invoke();
