using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Toolkit.Samples.WebApp.Predicting;

namespace Toolkit.Samples.WebApp.Security;

/// <summary>How much strangers may ask for; the section <c>Limits</c> of the settings.</summary>
internal sealed class Limits
{
    /// <summary>The most bytes of an image.</summary>
    [Range(1, 1 << 30)]
    public int Bytes { get; set; } = 10 << 20;

    /// <summary>
    /// The most pixels of an image, width × height. Decoding takes 7 bytes for each, and up to 13 where a JPEG is progressive; at a time it happens in as
    /// many engines as there are processors, for one heat map and for one correction.
    /// </summary>
    [Range(1, 500_000_000)]
    public long Pixels { get; set; } = 25_000_000;

    /// <summary>The most requests with images at a time. Further ones are told to come again.</summary>
    [Range(1, 10_000)]
    public int RequestsAtATime { get; set; } = 32;

    /// <summary>The fewest bytes a second in which an image may come, after a first five seconds: who is slower holds a place for nothing.</summary>
    [Range(1, int.MaxValue)]
    public int BytesPerSecond { get; set; } = 16 << 10;

    /// <summary>The most pages that follow the training at a time.</summary>
    [Range(1, 100_000)]
    public int Followers { get; set; } = 200;

    /// <summary>The most corrections that are kept.</summary>
    [Range(0, int.MaxValue)]
    public int Corrections { get; set; } = 5000;
}

/// <summary>Sets the limits in the places that keep them.</summary>
internal static class LimitsSetup
{
    /// <summary>Bytes that the headers of a form's parts may take beside the image.</summary>
    private const int FormBytes = 64 << 10;

    private const string Images = "images", Followers = "followers", Seconds = "1";

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    public static WebApplicationBuilder AddLimits(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<Limits>().BindConfiguration("Limits").ValidateDataAnnotations().ValidateOnStart();
        var limits = builder.Configuration.GetSection("Limits").Get<Limits>() ?? new();
        builder.WebHost.ConfigureKestrel(server => (server.Limits.MaxRequestBodySize, server.Limits.MinRequestBodyDataRate) =
            (limits.Bytes + FormBytes, new MinDataRate(limits.BytesPerSecond, Grace)));
        // A form is kept in memory whole: above 64 KB ASP.NET would write it to the disk, where nothing of a stranger is to lie.
        builder.Services.Configure<FormOptions>(form =>
            (form.MemoryBufferThreshold, form.MultipartBodyLengthLimit) = (limits.Bytes + FormBytes, limits.Bytes + FormBytes));
        builder.Services.AddRateLimiter(limiter =>
        {
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limiter.AddConcurrencyLimiter(Images, options => (options.PermitLimit, options.QueueLimit) = (limits.RequestsAtATime, 0));
            limiter.AddConcurrencyLimiter(Followers, options => (options.PermitLimit, options.QueueLimit) = (limits.Followers, 0));
            limiter.OnRejected = (rejected, _) => Refuse(rejected.HttpContext, limits);
        });
        return builder;
    }

    /// <summary>Marks an endpoint that takes an image, as <see cref="UploadedImage"/> does: its limits, its problems, its description.</summary>
    public static RouteHandlerBuilder TakesImage(this RouteHandlerBuilder endpoint) => endpoint
        .RequireRateLimiting(Images)
        .AddOpenApiOperationTransformer(ImageBody.Describe)
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
        .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
        .ProducesProblem(StatusCodes.Status429TooManyRequests)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    /// <summary>Marks an endpoint that goes on answering for as long as a page is open.</summary>
    public static RouteHandlerBuilder IsFollowed(this RouteHandlerBuilder endpoint) => endpoint
        .RequireRateLimiting(Followers)
        .ProducesProblem(StatusCodes.Status429TooManyRequests);

    private static async ValueTask Refuse(HttpContext context, Limits limits)
    {
        context.Response.Headers.RetryAfter = Seconds;
        var follows = context.GetEndpoint()?.Metadata.GetMetadata<EnableRateLimitingAttribute>()?.PolicyName == Followers;
        var most = follows ? $"{limits.Followers} pages follow the training" : $"{limits.RequestsAtATime} images are looked at";
        await Results.Problem($"At most {most} at a time. Try again in {Seconds} s.", statusCode: StatusCodes.Status429TooManyRequests).ExecuteAsync(context);
    }
}
