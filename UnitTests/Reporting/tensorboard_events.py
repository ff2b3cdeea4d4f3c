"""Reads TensorBoard's event files without TensorBoard: TFRecords with their checksums, and the protocol buffers in them.

Prints a line for each event: its file version, or tag, step and value. Usage: tensorboard_events.py FOLDER
"""
import pathlib
import struct
import sys


def make_table():
    table = []
    for byte in range(256):
        for _ in range(8):
            byte = (byte >> 1) ^ (0x82F63B78 if byte & 1 else 0)  # Castagnoli's polynomial, reflected
        table.append(byte)
    return table


TABLE = make_table()


def masked_crc(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = TABLE[(crc ^ byte) & 0xFF] ^ (crc >> 8)
    crc ^= 0xFFFFFFFF
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def records(data):
    while data:
        length, length_crc = struct.unpack("<QI", data[:12])
        assert masked_crc(data[:8]) == length_crc, "checksum of a length"
        content, (content_crc,) = data[12:12 + length], struct.unpack("<I", data[12 + length:16 + length])
        assert masked_crc(content) == content_crc, "checksum of a record"
        yield content
        data = data[16 + length:]


def varint(data, at):
    value = shift = 0
    while True:
        value |= (data[at] & 0x7F) << shift
        shift += 7
        at += 1
        if data[at - 1] < 0x80:
            return value, at


def fields(data):
    at = 0
    while at < len(data):
        key, at = varint(data, at)
        number, kind = key >> 3, key & 7
        if kind == 0:
            value, at = varint(data, at)
        else:
            size = {1: 8, 5: 4}.get(kind)
            if size is None:
                assert kind == 2, f"wire type {kind}"
                size, at = varint(data, at)
            value, at = data[at:at + size], at + size
        yield number, value


for path in sorted(pathlib.Path(sys.argv[1]).glob("events.out.tfevents.*")):
    for record in records(path.read_bytes()):
        event = dict(fields(record))
        if 3 in event:
            print("version", event[3].decode(), sep="\t")
        if 5 in event:
            for _, value in fields(event[5]):
                scalar = dict(fields(value))
                print(scalar[1].decode(), event.get(2, 0), repr(struct.unpack("<f", scalar[2])[0]), sep="\t")
