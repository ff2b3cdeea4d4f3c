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


def write(name, content, like=None):
    open(f"{folder}/{name}", "wb").write(content)
    expect(name, Image.open(like or f"{folder}/{name}"))


def content(name):
    return open(f"{folder}/{name}", "rb").read()


# Alpha 0 over colours that nobody sees.
hidden = noise.copy()
hidden[:20, :, 3] = 0
save("hidden.png", Image.fromarray(hidden))
save("hidden.webp", Image.fromarray(hidden), lossless=True, exact=True)
save("hidden-lossy.webp", Image.fromarray(np.concatenate([soft, hidden[..., 3:]], -1)), quality=90, exact=True)
save("animated.webp", Image.fromarray(hidden), lossless=True, exact=True, save_all=True, append_images=[photo.convert("RGBA")])
save("animated.png", Image.fromarray(hidden), save_all=True, append_images=[photo.convert("RGBA")])

# What cameras and programs put behind the end of an image, or in place of its end marker.
photo.save(f"{folder}/two.jpg", "mpo", save_all=True, append_images=[Image.fromarray(noise[..., :3])])
expect("two.jpg", Image.open(f"{folder}/two.jpg"))
write("motion.jpg", content("colour.jpg") + b"\0\0\0\x18ftypmp42" + rng.bytes(9000), f"{folder}/colour.jpg")
write("maker.jpg", content("colour.jpg")[:-2] + b"trailer of a maker" + bytes(60))
for name in ("colour.jpg", "progressive.jpg", "colour.png", "colour.webp", "colour.bmp"):
    write("zeros-" + name, content(name) + bytes(5000))


def bmp(name, bits, pixels, compression=0, table=b"", masks=b"", header=40, size=None, down=1):
    """PIL writes the plain kinds only."""
    offset = 14 + header + len(table) + (len(masks) if header == 40 else 0)
    info = struct.pack("<IiiHHIIiiII", header, 53, 37 * down, 1, bits, compression, len(pixels), 0, 0, len(table) // 4, 0)
    info += masks if header == 40 else masks + bytes(header - 40 - len(masks))
    length = offset + len(pixels) if size is None else size
    write(name, b"BM" + struct.pack("<IHHI", length, 0, 0, offset) + info + table + pixels)


bgra = np.ascontiguousarray(hidden[..., [2, 1, 0, 3]])
rgba_masks = struct.pack("<IIII", 0xFF0000, 0xFF00, 0xFF, 0xFF000000)
indices = np.pad(noise[..., 0], ((0, 0), (0, 3)))
table = rng.integers(0, 256, (256, 4), dtype=np.uint8)
table[:, 3] = 0
runs = b"".join(b"".join(bytes([1, value]) for value in row[:53]) + b"\0\0" for row in indices) + b"\0\1"
words = np.pad(rng.integers(0, 65536, (37, 53)).astype(np.uint16), ((0, 0), (0, 1)))
bmp("alpha32.bmp", 32, bgra.tobytes())
bmp("alpha32-top-down.bmp", 32, bgra.tobytes(), down=-1)
bmp("alpha32-v5.bmp", 32, bgra.tobytes(), 3, masks=rgba_masks, header=124)
bmp("palette.bmp", 8, indices.tobytes(), table=table.tobytes())
bmp("words16.bmp", 16, words.tobytes())
bmp("words16-565.bmp", 16, words.tobytes(), 3, masks=struct.pack("<III", 0xF800, 0x7E0, 0x1F))
for size in (None, 0, 100, 99999, 0xFFFFFFFF):
    bmp(f"runs-{size}.bmp", 8, runs, 1, table=table.tobytes(), size=size)
    bmp(f"plain-{size}.bmp", 32, bgra.tobytes(), size=size)
