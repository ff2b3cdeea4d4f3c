using Toolkit.Samples.WebApp.DemoImages;
using Toolkit.Samples.WebApp.Security;

namespace Toolkit.Samples.WebApp.Training;

/// <summary>The page begins a training, follows it and stops it.</summary>
internal static class TrainingEndpoints
{
    public static WebApplicationBuilder AddTraining(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<TrainingOptions>().BindConfiguration("Training").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<TrainingImages>().AddSingleton<TrainingBoard>().AddSingleton<Trainer>().AddHostedService<FirstModel>();
        return builder;
    }

    public static void MapTraining(this IEndpointRouteBuilder app)
    {
        app.MapGet("/training", (TrainingBoard board) => board.Status).WithSummary("Where the training stands");
        app.MapGet("/training/events", Follow).WithSummary("The same, and every change, as server-sent events").IsFollowed();
        app.MapPost("/training", Start).WithSummary("Begins a training with all corrections").NeedsPageToken()
            .ProducesProblem(StatusCodes.Status409Conflict);
        app.MapDelete("/training", Stop).WithSummary("Stops the training").NeedsPageToken();
        app.MapGet("/examples", Examples).WithSummary("Drawings to try the page with, where the model is of drawings");
        app.MapGet("/examples/{number:int:range(1,8)}", Example).WithSummary("One of them, which no model was trained on");
    }

    // Ends with the program, too, which would wait for it otherwise.
    private static IResult Follow(TrainingBoard board, IHostApplicationLifetime life, HttpContext context)
    {
        var ends = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, life.ApplicationStopping);
        context.Response.RegisterForDispose(ends);
        return TypedResults.ServerSentEvents(board.Follow(ends.Token));
    }

    private static IResult Start(Trainer trainer)
    {
        trainer.Start();
        return Results.Accepted("/training");
    }

    private static IResult Stop(Trainer trainer)
    {
        trainer.Stop();
        return Results.NoContent();
    }

    private static IEnumerable<string> Examples(TrainingImages images) =>
        Enumerable.Range(1, images.AreDrawn ? Drawings.Examples : 0).Select(number => $"/examples/{number}");

    private static IResult Example(int number, TrainingImages images) => images.AreDrawn
        ? Results.Bytes(Drawings.Example(number), "image/jpeg")
        : Results.Problem("The model is not of drawings.", statusCode: StatusCodes.Status404NotFound);
}
