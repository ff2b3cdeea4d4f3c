using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Toolkit.Samples.WebApp.Predicting;

/// <summary>Numbers for those who run the service: <c>dotnet-counters monitor -n WebApp --counters Toolkit.WebApp</c>, or OpenTelemetry.</summary>
internal sealed class PredictionMetrics
{
    public const string MeterName = "Toolkit.WebApp";

    private readonly Histogram<double> durations;

    public PredictionMetrics(IMeterFactory meters, ModelInUse model)
    {
        var meter = meters.Create(MeterName);
        durations = meter.CreateHistogram<double>("toolkit.prediction.duration", "s", "Time from an image's last byte to its answer, by outcome.");
        meter.CreateObservableGauge("toolkit.model.number", () => model.Number, description: "Number of the model that answers; 0 before the first.");
    }

    /// <summary>Notes an answer.</summary>
    /// <param name="started">What <see cref="Stopwatch.GetTimestamp"/> said before.</param>
    /// <param name="answer">The answer.</param>
    public void Answered(long started, Answer answer) => durations.Record(
        Stopwatch.GetElapsedTime(started).TotalSeconds, new KeyValuePair<string, object?>("label", answer.Label ?? "none of these"));
}
