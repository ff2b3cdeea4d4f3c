using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.DataProtection;
using Toolkit.Samples.WebApp.Predicting;

namespace Toolkit.Samples.WebApp.Security;

/// <summary>A token for requests that change something, which other sites' pages cannot have.</summary>
/// <param name="Header">The header to send it in.</param>
/// <param name="Token">The token; a cookie that belongs to it comes along.</param>
internal sealed record PageToken(string Header, string Token);

/// <summary>What keeps the page to itself: headers, and a token for what it changes.</summary>
internal static class PageSecurity
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static WebApplicationBuilder AddPageSecurity(this WebApplicationBuilder builder)
    {
        // The keys behind the tokens lie with the program's other files, and not in the home of who started it.
        var folder = builder.Configuration["Model:Folder"] ?? new ModelOptions().Folder;
        builder.Services.AddDataProtection().PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(folder, "keys")));
        builder.Services.AddAntiforgery(options => (options.HeaderName, options.Cookie.SameSite) = ("X-Page-Token", SameSiteMode.Strict));
        return builder;
    }

    public static void UsePageHeaders(this IApplicationBuilder app) => app.Use(next => context =>
    {
        // At the last moment, since the exception handler throws away what was set before.
        context.Response.OnStarting(() => SetHeaders(context.Response.Headers));
        return next(context);
    });

    public static void MapAntiforgery(this IEndpointRouteBuilder app) => app.MapGet("/antiforgery", (IAntiforgery antiforgery, HttpContext context) =>
    {
        var tokens = antiforgery.GetAndStoreTokens(context);
        return new PageToken(tokens.HeaderName!, tokens.RequestToken!);
    }).WithSummary("The token for requests that change something");

    private static Task SetHeaders(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = headers["Cross-Origin-Resource-Policy"] = "same-origin";
        return Task.CompletedTask;
    }

    /// <summary>Refuses requests without the page's token.</summary>
    public static RouteHandlerBuilder NeedsPageToken(this RouteHandlerBuilder endpoint) => endpoint
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .AddEndpointFilter(async (invocation, next) =>
        {
            await invocation.HttpContext.RequestServices.GetRequiredService<IAntiforgery>().ValidateRequestAsync(invocation.HttpContext);
            return await next(invocation);
        });
}
