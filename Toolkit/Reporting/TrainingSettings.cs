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
            .Select(option => KeyValuePair.Create(option.Name, Describe(option.GetValue(told))))];
    }

    private static string Describe(object? value) => value switch
    {
        IGradientExchange { Ranks: 1 } => "one process",
        IGradientExchange exchange => $"{exchange.Ranks} processes",
        _ => SelfDescription.Of(value),
    };
}
