"""Writes one image file of every kind, and beside it what PIL makes of it (C, H, W as int32, then the values)."""
import io
import struct
import sys
import zlib

import numpy as np
from PIL import Image, ImageOps

folder = sys.argv[1]
rng = np.random.default_rng(1)
rows, columns = np.mgrid[0:37, 0:53]
soft = np.stack([rows * 6, columns * 4, 255 - rows * 3 - columns * 2], -1).astype(np.uint8)
noise = rng.integers(0, 256, (37, 53, 4), dtype=np.uint8)
photo = Image.fromarray(soft)


def expect(name, image):
    array = np.asarray(image.convert("RGB")).transpose(2, 0, 1)
    with open(f"{folder}/{name}.raw", "wb") as file:
        file.write(struct.pack("<iii", *array.shape) + np.ascontiguousarray(array).tobytes())


def save(name, image, **options):
    image.save(f"{folder}/{name}", **options)
    expect(name, ImageOps.exif_transpose(Image.open(f"{folder}/{name}")))


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(name, array, kind, interlaced):
    """PIL writes neither 16-bit colour nor interlaced files; each line here has another filter."""
    height, width = array.shape[:2]
    passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)] if interlaced else [(0, 0, 1, 1)]
    data = b""
    for left, top, across, down in passes:
        part = array[top::down, left::across]
        if part.size == 0:
            continue
        pixel = part[:1, :1].astype(part.dtype.newbyteorder(">")).nbytes
        above = np.zeros(part.shape[1] * pixel, np.uint8)
        for number, line in enumerate(part):
            line = np.frombuffer(line.astype(line.dtype.newbyteorder(">")).tobytes(), np.uint8)
            data += bytes([number % 5]) + predict(number % 5, line, above, pixel)
            above = line
    header = struct.pack(">IIBBBBB", width, height, 8 * array.itemsize, kind, 0, 0, int(interlaced))
    content = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(data)[:50]) + chunk(b"IDAT", zlib.compress(data)[50:]) + chunk(b"IEND", b"")
    open(f"{folder}/{name}", "wb").write(b"\x89PNG\r\n\x1a\n" + content)
    if array.itemsize == 2:
        array = (array >> 8).astype(np.uint8)
    colours = np.repeat(array[..., :1], 3, -1) if kind in (0, 4) else array[..., :3]
    expect(name, Image.fromarray(np.ascontiguousarray(colours)))


def predict(kind, line, above, pixel):
    left, above_left = np.zeros_like(line), np.zeros_like(line)
    left[pixel:], above_left[pixel:] = line[:-pixel], above[:-pixel]
    a, b, c = left.astype(int), above.astype(int), above_left.astype(int)
    nearest = np.where((abs(b - c) <= abs(a - c)) & (abs(b - c) <= abs(a + b - 2 * c)), a, np.where(abs(a - c) <= abs(a + b - 2 * c), b, c))
    return ((line.astype(int) - [0 * a, a, b, (a + b) // 2, nearest][kind]) % 256).astype(np.uint8).tobytes()


save("colour.png", Image.fromarray(noise[..., :3]))
save("colour.bmp", Image.fromarray(noise[..., :3]))
save("colour.webp", photo, lossless=True)
save("grey.png", Image.fromarray(noise[..., 0]))
save("grey.jpg", photo.convert("L"), quality=95)
save("bits.png", Image.fromarray(noise[..., 0] > 128))
save("palette.png", photo.quantize(16))
save("palette-transparent.png", photo.quantize(16), transparency=3)
save("colour-transparent.png", photo, transparency=(0, 0, 255))
save("alpha.png", Image.fromarray(noise))
save("opaque-alpha.png", Image.fromarray(np.concatenate([soft, np.full_like(soft[..., :1], 255)], -1)))
save("grey-alpha.png", Image.fromarray(noise[..., :2], "LA"))
save("colour.jpg", photo, quality=95)
save("progressive.jpg", photo, quality=95, progressive=True)
save("cmyk.jpg", photo.convert("CMYK"), quality=95)
wide = (noise.astype(np.uint16) << 8) + noise[::-1]
png("grey16.png", wide[..., :1], 0, False)
png("colour16.png", wide[..., :3], 2, False)
png("grey-alpha16.png", wide[..., :2], 4, False)
png("alpha16.png", wide, 6, False)
png("alpha-filters.png", noise, 6, False)
png("alpha-interlaced.png", noise, 6, True)
png("alpha-interlaced-tiny.png", noise[:3, :2], 6, True)
png("interlaced.png", noise[..., :3], 2, True)

for orientation in range(1, 9):
    for byte_order in ("II", "MM"):
        exif = Image.Exif()
        exif[0x010F] = "a maker"
        exif[0x0112] = orientation
        exif.endian = "<" if byte_order == "II" else ">"
        save(f"turned{orientation}{byte_order}.jpg", photo, quality=95, exif=exif)
    save(f"turned{orientation}.png", photo, exif=exif)
    save(f"turned{orientation}.webp", photo, lossless=True, exif=exif)
save("turned6-alpha.png", Image.fromarray(noise), exif=b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0")

buffer = io.BytesIO()
photo.save(buffer, "jpeg")
open(f"{folder}/trailing-bytes.jpg", "wb").write(buffer.getvalue() + rng.bytes(200_000))
expect("trailing-bytes.jpg", Image.open(buffer))
