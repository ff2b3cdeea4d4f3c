using Toolkit.Text;
using Toolkit.Training;

namespace Toolkit.Reporting;

/// <summary>The options of a training in words, for reports.</summary>
public static class TrainingSettings
{
    /// <summary>Every option with its name, such as <c>Epochs</c> and <c>15</c>, in the same words on every computer.</summary>
    /// <param name="options">The options. Of the checkpoint's path the name of the file alone is told.</param>
    public static IReadOnlyList<KeyValuePair<string, string>> Of(FineTuningOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var told = options with { CheckpointPath = Path.GetFileName(options.CheckpointPath) };
        return [.. typeof(FineTuningOptions).GetProperties()
            .Select(option => KeyValuePair.Create(option.Name, option.GetValue(told) is IGradientExchange ranks ? Of(ranks) : SelfDescription.Of(option.GetValue(told))))];
    }

    private static string Of(IGradientExchange ranks) => ranks.Ranks == 1 ? "one process" : $"{ranks.Ranks} processes";
}
