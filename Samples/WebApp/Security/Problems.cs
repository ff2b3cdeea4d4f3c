using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Toolkit.Images;
using Toolkit.Samples.WebApp.Predicting;
using Toolkit.Samples.WebApp.Training;

namespace Toolkit.Samples.WebApp.Security;

/// <summary>What the client can mend is told as a problem (RFC 9457) with its reason; anything else is a problem without one, and stands in the log.</summary>
internal sealed class Problems(IProblemDetailsService problems) : IExceptionHandler
{
    private const int ClientClosedRequest = 499;

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (StatusOf(exception, httpContext) is not { } status) return false;
        httpContext.Response.StatusCode = status;
        if (status == StatusCodes.Status503ServiceUnavailable) httpContext.Response.Headers.RetryAfter = "2";
        if (status == ClientClosedRequest) return true;
        return await problems.TryWriteAsync(new()
        {
            HttpContext = httpContext,
            ProblemDetails = new ProblemDetails { Status = status, Detail = exception.Message },
        });
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
