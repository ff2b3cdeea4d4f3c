using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Diagnostics;
using Toolkit.Images;
using Toolkit.Samples.WebApp.Predicting;
using Toolkit.Samples.WebApp.Training;

namespace Toolkit.Samples.WebApp.Security;

/// <summary>What the client can mend is told as a problem (RFC 9457) with its reason; anything else is a problem without one, and stands in the log.</summary>
internal sealed class Problems : IExceptionHandler
{
    private const int ClientClosedRequest = 499;

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (StatusOf(exception, httpContext) is not { } status) return false;
        httpContext.Response.StatusCode = status;
        if (status == ClientClosedRequest) return true;
        if (status == StatusCodes.Status503ServiceUnavailable) httpContext.Response.Headers.RetryAfter = "2";
        // Unlike the service of problem details, this writes one for those, too, who ask for something else than JSON.
        await Results.Problem(exception.Message, statusCode: status).ExecuteAsync(httpContext);
        return true;
    }

    private static int? StatusOf(Exception exception, HttpContext context) => exception switch
    {
        OperationCanceledException when context.RequestAborted.IsCancellationRequested => ClientClosedRequest,
        BadHttpRequestException bad => bad.StatusCode,
        AntiforgeryValidationException => StatusCodes.Status400BadRequest,
        UnreadableImageException => StatusCodes.Status422UnprocessableEntity,
        TrainingRefusedException => StatusCodes.Status409Conflict,
        NoModelYetException => StatusCodes.Status503ServiceUnavailable,
        _ => null,
    };
}

/// <summary>Puts problems among the services.</summary>
internal static class ProblemsSetup
{
    public static IServiceCollection AddProblems(this IServiceCollection services) =>
        services.AddProblemDetails().AddExceptionHandler<Problems>();
}
