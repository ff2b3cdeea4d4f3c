using System.Diagnostics;
using Toolkit.Samples.Classics;

return CommandLine.Run(args, (names, session) =>
{
    if (names is [] or ["list"])
    {
        Console.Write(Catalog.List());
        Console.WriteLine("Those with --full are short without it.");
        return;
    }

    List<string> missed = [.. names.Select(Catalog.Find).ToList().Where(experiment => !Reaches(experiment, session)).Select(experiment => experiment.Name)];
    if (missed.Count > 0) throw new InvalidOperationException($"{string.Join(" and ", missed)} missed the published figure.");
});

static bool Reaches(Experiment experiment, Session session)
{
    Console.WriteLine($"{experiment.Name}: {experiment.Shows}");
    var watch = Stopwatch.StartNew();
    var outcome = experiment.Run(session);
    Console.WriteLine($"{experiment.Name}: published {experiment.Published}, reached {outcome.Reached}, {watch.Elapsed.TotalSeconds:F0} s");
    return outcome.HoldsFigure ?? true;
}
