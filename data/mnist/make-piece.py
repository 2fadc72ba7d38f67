#!/usr/bin/env python3
"""Cut the small piece of MNIST that comes with catapult out of the whole set.

    make-piece.py FOLDER           writes the four files beside this script; FOLDER has the published four
    make-piece.py FOLDER --check   compares them with what it would write; exit 1 if they differ

Of every digit the piece has the 40 training and the 20 test images whose hash is smallest, in the order of the
whole set.  The hash (SHA-256 of a fixed word, the file's name and the record's number) makes the choice random
and the same everywhere.
"""
import gzip
import hashlib
import os
import struct
import sys
import zlib

WORD = "catapult piece 1"
PER_DIGIT = {"train": 40, "t10k": 20}


def read(path):
    with open(path, "rb") as file:
        data = file.read()
    return gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data


def find(folder, name):
    for ending in ("", ".gz"):
        if os.path.exists(os.path.join(folder, name + ending)):
            return read(os.path.join(folder, name + ending))
    sys.exit(f"{folder}: {name} (or .gz) is missing")


def pack(data):
    """gzip without a time, a name or a system in the header."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = deflate.compress(data) + deflate.flush()
    return b"\x1f\x8b\x08\0\0\0\0\0\x02\xff" + body + struct.pack("<II", zlib.crc32(data), len(data))


def chosen(part, labels):
    def order(i):
        return hashlib.sha256(f"{WORD}:{part}:{i}".encode()).digest()

    rows = []
    for digit in range(10):
        rows += sorted((i for i, label in enumerate(labels) if label == digit), key=order)[:PER_DIGIT[part]]
    return sorted(rows)


def cut(folder):
    """The contents of the four files by name."""
    files = {}
    for part in PER_DIGIT:
        images_name, labels_name = f"{part}-images-idx3-ubyte", f"{part}-labels-idx1-ubyte"
        images, labels = find(folder, images_name), find(folder, labels_name)
        magic, count, height, width = struct.unpack(">IIII", images[:16])
        if (magic, count) != (0x803, len(labels) - 8) or len(images) != 16 + count * height * width:
            sys.exit(f"{folder}: {images_name} is not whole")
        labels = labels[8:]
        rows, size = chosen(part, labels), height * width
        files[images_name] = struct.pack(">IIII", magic, len(rows), height, width) + b"".join(
            images[16 + i * size:16 + (i + 1) * size] for i in rows)
        files[labels_name] = struct.pack(">II", 0x801, len(rows)) + bytes(labels[i] for i in rows)
    return files


def main():
    if len(sys.argv) < 2 or sys.argv[2:] not in ([], ["--check"]):
        sys.exit(__doc__)
    here = os.path.dirname(os.path.abspath(__file__))
    for name, data in cut(sys.argv[1]).items():
        path = os.path.join(here, name + ".gz")
        if sys.argv[2:]:
            if read(path) != data:
                sys.exit(f"{path}: not what this script cuts out of {sys.argv[1]}")
        else:
            with open(path, "wb") as file:
                file.write(pack(data))


main()
