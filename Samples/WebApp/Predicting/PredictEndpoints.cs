using System.Diagnostics;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Toolkit.Samples.WebApp.Security;

namespace Toolkit.Samples.WebApp.Predicting;

/// <summary>What answers are about, for clients.</summary>
/// <param name="Number">Answers name it as their <c>model</c>.</param>
/// <param name="Classes">The classes, in the model's order.</param>
/// <param name="RejectThreshold">The least probability for an answer; null: there is always one.</param>
/// <param name="MaxBytes">The most bytes that an image may have.</param>
/// <param name="MaxPixels">The most pixels, width × height.</param>
internal sealed record ModelDescription(int Number, IReadOnlyList<string> Classes, float? RejectThreshold, long MaxBytes, long MaxPixels);

/// <summary>The API: an image in, an answer out. It changes nothing on the server, and so needs no token.</summary>
internal static class PredictEndpoints
{
    public static WebApplicationBuilder AddPredicting(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<ModelOptions>().BindConfiguration("Model").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<ModelFolder>().AddSingleton<ModelFiles>().AddSingleton<ModelInUse>().AddSingleton<PredictionMetrics>();
        builder.Services.AddHealthChecks().AddCheck<ModelHealth>("model");
        return builder;
    }

    public static void MapPredicting(this IEndpointRouteBuilder app)
    {
        app.MapPost("/predict", Predict).WithSummary("What an image shows").TakesImage();
        app.MapPost("/explain", Explain).WithSummary("Where in an image a class was seen, by Grad-CAM").TakesImage();
        app.MapGet("/model", Describe).WithSummary("The model that answers").ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<Answer> Predict(UploadedImage image, ModelInUse model, PredictionMetrics metrics, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        using var lease = model.Take();
        var answer = await lease.Model.PredictAsync(image.Bytes, cancellation);
        metrics.Answered(started, answer);
        return answer;
    }

    private static async Task<Explanation> Explain(UploadedImage image, string? label, ModelInUse model, CancellationToken cancellation)
    {
        using var lease = model.Take();
        if (label is not null) lease.Model.CheckLabel(label);
        return await lease.Model.ExplainAsync(image.Bytes, label, cancellation);
    }

    private static ModelDescription Describe(ModelInUse model, IOptions<Limits> limits)
    {
        using var lease = model.Take();
        return new(lease.Model.Number, lease.Model.Classes, lease.Model.RejectThreshold, limits.Value.Bytes, limits.Value.Pixels);
    }

    /// <summary>Healthy as soon as there is a model.</summary>
    private sealed class ModelHealth(ModelInUse model) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(model.Number > 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("The first model is still being trained."));
    }
}
