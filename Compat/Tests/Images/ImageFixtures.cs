using System.Diagnostics;

namespace Toolkit.Compat.Tests.Images;

/// <summary>Image files written by Python's PIL, each with the raw BGRA bytes that PIL reads from it.</summary>
internal static class ImageFixtures
{
    private const string Script = """
        import os, sys
        import numpy as np
        from PIL import Image
        out = sys.argv[1]
        rng = np.random.RandomState(7)
        H, W = 37, 53

        def smooth(channels):
            y, x = np.mgrid[0:H, 0:W].astype(np.float64)
            planes = [127 + 120 * np.sin(x / (9.0 + c) + c) * np.cos(y / (7.0 + 2 * c)) for c in range(channels)]
            return np.clip(np.stack(planes, -1) + rng.uniform(-6, 6, (H, W, channels)), 0, 255).astype(np.uint8)

        def expected(name, rgba):
            np.asarray(rgba)[..., [2, 1, 0, 3]].tofile(os.path.join(out, name + '.bgra'))

        def save(name, image, **options):
            image.save(os.path.join(out, name), **options)
            expected(name, Image.open(os.path.join(out, name)).convert('RGBA'))

        rgb = Image.fromarray(smooth(3))
        grey = Image.fromarray(smooth(1)[..., 0])
        rgba = Image.fromarray(np.concatenate([smooth(3), smooth(1)], -1), 'RGBA')
        cmyk = Image.fromarray(smooth(4), 'CMYK')
        save('rgb.png', rgb)
        save('grey.png', grey)
        save('alpha.png', rgba)
        save('greyalpha.png', Image.merge('LA', [grey, Image.fromarray(smooth(1)[..., 0])]))
        save('palette.png', rgb.quantize(64))
        save('bilevel.png', grey.convert('1'))
        save('transparent.png', rgb.quantize(16), transparency=3)
        save('rgb.jpg', rgb, quality=92)
        save('444.jpg', rgb, quality=92, subsampling=0)
        save('progressive.jpg', rgb, quality=92, progressive=True)
        save('grey.jpg', grey, quality=92)
        save('cmyk.jpg', cmyk, quality=92)
        save('rgb.webp', rgb, quality=90)
        save('lossless.webp', rgba, lossless=True)
        save('rgb.bmp', rgb)
        save('palette.bmp', rgb.quantize(64))

        # A photograph's orientation tag (6: turn right): pixels stay as stored.
        exif = Image.Exif(); exif[0x0112] = 6
        save('turned.jpg', rgb, exif=exif)

        # 16 bits a channel, a stated gamma of 1, and interlacing, which PIL cannot write: by hand.
        import struct, zlib
        def chunk(kind, body): return struct.pack('>I', len(body)) + kind + body + struct.pack('>I', zlib.crc32(kind + body))
        def png(name, depth, colour, raw, interlace=0, extra=b''):
            head = struct.pack('>IIBBBBB', W, H, depth, colour, 0, 0, interlace)
            data = b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', head) + extra + chunk(b'IDAT', zlib.compress(raw)) + chunk(b'IEND', b'')
            open(os.path.join(out, name), 'wb').write(data)
        def opaque(array):
            return np.concatenate([array, np.full(array.shape[:2] + (1,), 255, np.uint8)], -1)
        deep = rng.randint(0, 65536, (H, W, 3)).astype('>u2')
        png('16bit.png', 16, 2, b''.join(b'\0' + row.tobytes() for row in deep))
        expected('16bit.png', opaque(np.round(deep.astype(np.float64) / 257).astype(np.uint8)))
        deepgrey = rng.randint(0, 65536, (H, W, 1)).astype('>u2')
        png('16bitgrey.png', 16, 0, b''.join(b'\0' + row.tobytes() for row in deepgrey))
        expected('16bitgrey.png', opaque(np.repeat(np.round(deepgrey.astype(np.float64) / 257), 3, -1).astype(np.uint8)))
        pixels = np.asarray(rgb)
        png('gamma.png', 8, 2, b''.join(b'\0' + row.tobytes() for row in pixels), extra=chunk(b'gAMA', struct.pack('>I', 100000)))
        expected('gamma.png', opaque(pixels))
        passes = [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)]
        raw = b''.join(b'\0' + row.tobytes() for y, x, dy, dx in passes for row in pixels[y::dy, x::dx])
        png('interlaced.png', 8, 2, raw, interlace=1)
        expected('interlaced.png', opaque(pixels))
        """;

    private static readonly Lazy<string> folder = new(Write);

    /// <summary>The folder with the files; written once a test run.</summary>
    public static string Folder => folder.Value;

    public static string PathOf(string name) => Path.Combine(Folder, name);

    public static byte[] ExpectedBgra(string name) => File.ReadAllBytes(PathOf(name + ".bgra"));

    private static string Write()
    {
        var target = Directory.CreateTempSubdirectory("toolkit-images-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(target, recursive: true);
        var script = Path.Combine(target, "fixtures.py");
        File.WriteAllText(script, Script);
        var start = new ProcessStartInfo("/usr/bin/python3", [script, target]) { RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode, errors);
        return target;
    }
}
