using Microsoft.AspNetCore.Http.HttpResults;
using Toolkit.Samples.WebApp.Predicting;
using Toolkit.Samples.WebApp.Security;
using Toolkit.Samples.WebApp.Training;

namespace Toolkit.Samples.WebApp.Corrections;

/// <summary>A correction that was stored.</summary>
/// <param name="Name">What to call it when it is to be taken back.</param>
/// <param name="Label">The class.</param>
/// <param name="IsLearnt">Whether the model was trained with it; else it waits for a training.</param>
internal sealed record StoredCorrection(string Name, string Label, bool IsLearnt);

/// <summary>The page says what an image really shows. This is the only thing of an image that is stored.</summary>
internal static class CorrectionEndpoints
{
    public static WebApplicationBuilder AddCorrections(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<CorrectionStore>();
        return builder;
    }

    public static void MapCorrections(this IEndpointRouteBuilder app)
    {
        app.MapPost("/corrections", Add).WithSummary("Keeps an image and its class for the next training").TakesImage().NeedsPageToken();
        app.MapGet("/corrections/{name}", Find).WithSummary("What has become of a correction").ProducesProblem(StatusCodes.Status404NotFound);
        app.MapDelete("/corrections/{name}", Remove).WithSummary("Takes a correction back that was not learnt yet")
            .ProducesProblem(StatusCodes.Status404NotFound).NeedsPageToken();
    }

    private static async Task<StoredCorrection> Add(
        UploadedImage image, string label, ModelInUse model, CorrectionStore corrections, TrainingBoard board, CancellationToken cancellation)
    {
        using (var lease = model.Take()) lease.Model.CheckLabel(label);
        var name = await corrections.AddAsync(image.Bytes, label, cancellation);
        board.Update(status => status with { Waiting = corrections.Waiting, Learnt = corrections.Learnt });
        return new(name, label, IsLearnt: false);
    }

    private static Results<Ok<StoredCorrection>, ProblemHttpResult> Find(string name, CorrectionStore corrections) => corrections.Find(name) is { } found
        ? TypedResults.Ok(found)
        : TypedResults.Problem("There is no such correction.", statusCode: StatusCodes.Status404NotFound);

    private static IResult Remove(string name, CorrectionStore corrections, TrainingBoard board)
    {
        if (!corrections.Remove(name)) return Results.Problem("There is no such correction that waits.", statusCode: StatusCodes.Status404NotFound);
        board.Update(status => status with { Waiting = corrections.Waiting });
        return Results.NoContent();
    }
}
