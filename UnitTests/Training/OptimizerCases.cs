using Toolkit.Training;

namespace Toolkit.UnitTests.Training;

/// <summary>Every optimizer of the toolkit by name, with optimizer state of every kind.</summary>
internal static class OptimizerCases
{
    private static readonly Dictionary<string, Optimizer> All = new()
    {
        ["adam"] = Optimizer.Adam(weightDecay: 1e-4),
        ["adamw"] = Optimizer.AdamW(),
        ["sgd"] = Optimizer.Sgd(momentum: 0.9, weightDecay: 1e-4),
        ["rmsprop"] = Optimizer.RmsProp(momentum: 0.5, weightDecay: 1e-4),
    };

    public static IEnumerable<object[]> Names => All.Keys.Select(name => new object[] { name });

    public static Optimizer Of(string name) => All[name];
}
