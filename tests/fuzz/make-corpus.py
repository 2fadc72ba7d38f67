#!/usr/bin/env python3
"""Writes the seeds of the binary formats into corpus/ beside this script; the texts there are written by hand.

With --check writes nothing and exits with 1 if a seed, unpacked, is another than the one that this script makes."""
import gzip
import io
import os
import struct
import sys
import tarfile
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
seeds = {}


def npy(descr, shape, data, version=1, order=False):
    head = f"{{'descr': {descr}, 'fortran_order': {order}, 'shape': {shape}, }}".encode()
    size = 10 if version == 1 else 12
    head += b" " * (-(size + len(head) + 1) % 64) + b"\n"
    length = struct.pack("<H" if version == 1 else "<I", len(head))
    return b"\x93NUMPY" + bytes([version, 0]) + length + head + data


def npy_seeds():
    """The first byte says which file of the folder it is."""
    two = struct.pack("<2d", 0.5, -2)
    seeds["npy/x-f8"] = b"\0" + npy("'<f8'", "(2, 1)", two)
    seeds["npy/y-f8"] = b"\1" + npy("'<f8'", "(2,)", two)
    seeds["npy/x-f4"] = b"\0" + npy("'>f4'", "(2, 2)", struct.pack(">4f", 1, 2, 3, 4), order=True)
    seeds["npy/x-i2"] = b"\0" + npy("'<i2'", "(2, 3)", struct.pack("<6h", *range(6)), version=2)
    seeds["npy/y-u1"] = b"\1" + npy("'|u1'", "(2, 2)", b"\1\0\0\1", version=3)
    seeds["npy/x-image"] = b"\0" + npy("'|u1'", "(2, 1, 2, 2)", bytes(range(8)))
    seeds["npy/x-bool"] = b"\0" + npy("'|b1'", "(2, 1)", b"\1\0")
    seeds["npy/x-nan"] = b"\0" + npy("'<f8'", "(2, 1)", struct.pack("<2d", float("nan"), 1))
    seeds["npy/x-claims-much"] = b"\0" + npy("'<f8'", "(2, 99999999999)", two)


def idx_seeds():
    images = struct.pack(">IIII", 0x803, 2, 2, 1) + b"abcd"
    labels = struct.pack(">II", 0x801, 2) + b"\0\1"
    seeds["idx/images"] = b"\0" + images
    seeds["idx/labels"] = b"\1" + labels
    seeds["idx/images-gz"] = b"\0" + gzip.compress(images, mtime=0)
    seeds["idx/labels-gz-twice"] = b"\1" + gzip.compress(labels[:6], mtime=0) + gzip.compress(labels[6:], mtime=0)
    seeds["idx/images-claim-much"] = b"\0" + struct.pack(">IIII", 0x803, 2, 1 << 31, 1 << 31) + b"abcd"


def cifar_seeds():
    seeds["cifar10/record"] = bytes([7]) + bytes(range(256)) * 2
    seeds["cifar10/label-10"] = bytes([10])


def element(kind, data):
    return struct.pack("<II", kind, len(data)) + data + b"\0" * (-len(data) % 8)


def matrix(name, dims, kind, data, array_class=9):
    body = element(6, struct.pack("<II", array_class, 0))
    body += element(5, struct.pack(f"<{len(dims)}i", *dims))
    body += struct.pack("<HH4s", 1, len(name), name)  # a small element: data in its tag
    return body + element(kind, data)


def mat(*matrices, packed=True):
    out = b"MATLAB 5.0 MAT-file".ljust(124) + struct.pack("<H2s", 0x0100, b"IM")
    for body in matrices:
        whole = element(14, body)
        if packed:
            stream = zlib.compress(whole)
            whole = struct.pack("<II", 15, len(stream)) + stream
        out += whole
    return out


def mat_seeds():
    x = matrix(b"X", (2, 2, 1, 2), 2, bytes(range(8)))
    y = matrix(b"y", (2, 1), 2, b"\x0a\x01")
    seeds["mat/packed"] = mat(x, y)
    seeds["mat/plain"] = mat(x, y, packed=False)
    doubles = matrix(b"X", (2, 2, 1, 2), 9, struct.pack("<8d", *range(8)), 6)
    seeds["mat/doubles"] = mat(doubles, matrix(b"y", (2, 1), 9, struct.pack("<2d", 1, 2), 6), packed=False)
    seeds["mat/bytes-as-doubles"] = mat(matrix(b"X", (2, 2, 1, 2), 2, bytes(8), 6), y, packed=False)
    seeds["mat/claims-much"] = mat(matrix(b"X", (1 << 15, 1 << 15, 3, 1 << 15), 2, bytes(8)), y, packed=False)


def wav(samples, bits=16, channels=1, rate=8000, kind=1):
    data = b"".join(struct.pack("<h", s) for s in samples) if bits == 16 else bytes(samples)
    step = channels * bits // 8
    head = struct.pack("<HHIIHH", kind, channels, rate, rate * step, step, bits)
    body = b"WAVEfmt " + struct.pack("<I", len(head)) + head + b"data" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(body)) + body


def wav_seeds():
    seeds["wav/tone"] = wav([int(9000 * ((i % 16) - 8) / 8) for i in range(300)])
    seeds["wav/silence"] = wav([0] * 40)
    seeds["wav/empty"] = wav([])
    seeds["wav/stereo"] = wav([1, 2, 3, 4], channels=2)
    seeds["wav/eight-bits"] = wav([128, 255, 0, 7], bits=8)
    seeds["wav/claims-much"] = wav([5] * 9)[:40] + struct.pack("<I", 0xfffffff0) + b"\5\0"


def tar_seeds():
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT, pax_headers={"comment": "x"}) as tar:
        for name, size in (("a/one", 5), ("a/" + "n" * 120, 700), ("../out", 1), ("/abs", 0)):
            member = tarfile.TarInfo(name)
            member.size = size
            tar.addfile(member, io.BytesIO(b"z" * size))
        link = tarfile.TarInfo("a/link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    seeds["tar/members"] = out.getvalue()[:8192]
    seeds["tar/members-gz"] = gzip.compress(out.getvalue(), mtime=0)


def unpacked(data):
    """What two seeds are compared by: how it is packed, and what gzip's header says of the system, are the packer's
    own, and another version of Python or zlib has others."""
    parts = []
    at = data.find(b"\x1f\x8b\x08", 0, 4)
    if at >= 0:  # gzip, each member by itself
        parts.append(data[:at])
        data = data[at:]
        while data:
            stream = zlib.decompressobj(31)
            parts.append(stream.decompress(data) + stream.flush())
            data = stream.unused_data
    elif data.startswith(b"MATLAB"):
        parts.append(data[:128])
        data = data[128:]
        while len(data) >= 8:
            kind, size = struct.unpack("<II", data[:8])
            parts.append(zlib.decompress(data[8:8 + size]) if kind == 15 else data[:8 + size])
            data = data[8 + size:]
    return parts + [data]


def same(path, data):
    try:
        with open(path, "rb") as file:
            return unpacked(file.read()) == unpacked(data)
    except (OSError, zlib.error):
        return False


for make in (npy_seeds, idx_seeds, cifar_seeds, mat_seeds, wav_seeds, tar_seeds):
    make()
wrong = 0
for name, data in seeds.items():
    path = os.path.join(HERE, "corpus", name)
    if "--check" in sys.argv:
        if not same(path, data):
            print(f"another: {name}")
            wrong = 1
        continue
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)
sys.exit(wrong)
