using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Toolkit.Samples.WebApp.Security;

/// <summary>What the OpenAPI document says of an image as the body of a request.</summary>
internal static class ImageBody
{
    public static Task Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        var binary = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" };
        var form = new OpenApiSchema { Type = JsonSchemaType.Object, Properties = new Dictionary<string, IOpenApiSchema> { ["image"] = binary } };
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Description = "The content of a JPEG, PNG, WebP or BMP file, as it is or as the one file of a form.",
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/octet-stream"] = new() { Schema = binary },
                ["image/*"] = new() { Schema = binary },
                ["multipart/form-data"] = new() { Schema = form },
            },
        };
        return Task.CompletedTask;
    }
}
