using Microsoft.Extensions.Options;
using Toolkit.Images;
using Toolkit.Samples.WebApp.Security;

namespace Toolkit.Samples.WebApp.Predicting;

/// <summary>
/// The image of a request: the one file of a form, or the whole body. It stays in memory, what the client calls it or says of its type is not looked
/// at, and what is no image or has too many pixels is refused before anything is decoded.
/// </summary>
internal sealed class UploadedImage
{
    /// <summary>What messages call it.</summary>
    public const string Name = "The file";

    private UploadedImage(byte[] bytes) => Bytes = bytes;

    public byte[] Bytes { get; }

    /// <summary>Called by ASP.NET for handlers with such a parameter.</summary>
    /// <exception cref="BadHttpRequestException">There is no image, there are several, or it has too many bytes.</exception>
    /// <exception cref="UnreadableImageException">It is no image, or has too many pixels.</exception>
    public static async ValueTask<UploadedImage?> BindAsync(HttpContext context)
    {
        var limits = context.RequestServices.GetRequiredService<IOptions<Limits>>().Value;
        var request = context.Request;
        var isForm = request.ContentType?.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) is true;
        var bytes = isForm ? await FileOf(request, context.RequestAborted) : await Read(request.Body, context.RequestAborted);
        if (bytes.Length == 0) throw new BadHttpRequestException("There is no image. Send the bytes of one as the body, or a form with one file.");
        if (bytes.Length > limits.Bytes)
            throw new BadHttpRequestException($"The image has {bytes.Length} bytes; at most {limits.Bytes} are allowed.", StatusCodes.Status413PayloadTooLarge);
        ImageDecoder.CheckBeginning(bytes, Name, new ImageDecodingOptions { MaxPixels = limits.Pixels });
        return new(bytes);
    }

    private static async Task<byte[]> FileOf(HttpRequest request, CancellationToken cancellation)
    {
        var form = await ReadForm(request, cancellation);
        if (form.Files is not [var file])
            throw new BadHttpRequestException($"The form has {form.Files.Count} files, but an answer is for one: send each in a request of its own.");
        await using var stream = file.OpenReadStream();
        return await Read(stream, cancellation);
    }

    private static async Task<IFormCollection> ReadForm(HttpRequest request, CancellationToken cancellation)
    {
        try
        {
            return await request.ReadFormAsync(cancellation);
        }
        catch (Exception error) when (error is InvalidDataException or IOException and not BadHttpRequestException)
        {
            throw new BadHttpRequestException($"The body is no form with a file: {error.Message}", error);
        }
    }

    private static async Task<byte[]> Read(Stream stream, CancellationToken cancellation)
    {
        using var memory = new MemoryStream();
        await stream.CopyToAsync(memory, cancellation);
        return memory.ToArray();
    }
}
