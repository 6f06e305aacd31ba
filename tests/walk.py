"""Every byte of a folder or archive, as it lies there and as anybody could unpack it."""

import binascii
import contextlib
import gzip
import io
import re
import zipfile
import zlib
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image

BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{40,}={0,2}")
PNG = b"\x89PNG\r\n\x1a\n"
PNG_END = b"IEND\xaeB`\x82"
ZLIB = tuple(bytes([0x78, level]) for level in (0x01, 0x5E, 0x9C, 0xDA))
NPY = b"\x93NUMPY"
NOT_PACKED = (zlib.error, gzip.BadGzipFile, zipfile.BadZipFile, EOFError)
"""Raised by what only begins as if it were packed, as one of 16,000 digests does."""
DEEP = 6


def contents(path: Path) -> Iterator[tuple[str, bytes]]:
    """What a file, or each file of a folder, holds: the bytes, and whatever is packed in them, by where it lies."""
    files = [path] if path.is_file() else sorted(one for one in path.rglob("*") if one.is_file())
    for file in files:
        yield from unpacked(file.relative_to(path.parent).as_posix(), file.read_bytes())


def unpacked(name: str, data: bytes, depth: int = 0) -> Iterator[tuple[str, bytes]]:
    """The bytes, then the members of archives, compressed streams, base64 and pictures in them, however deep."""
    yield name, data
    if depth < DEEP:
        for what, inner in _inside(data):
            yield from unpacked(f"{name}!{what}", inner, depth + 1)


def _inside(data: bytes) -> Iterator[tuple[str, bytes]]:
    if data.startswith(b"PK"):
        with contextlib.suppress(*NOT_PACKED), zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield from ((name, archive.read(name)) for name in archive.namelist())
            return
    if data.startswith(NPY):
        yield "npy", data[len(NPY) + 4 + int.from_bytes(data[8:10], "little") :]
    if data.startswith(b"\x1f\x8b"):
        with contextlib.suppress(*NOT_PACKED):
            yield "gzip", gzip.decompress(data)
    if data.startswith(ZLIB):
        with contextlib.suppress(*NOT_PACKED):
            yield "zlib", zlib.decompress(data)
    yield from (("png", pixels) for pixels in _pictures(data))
    yield from (("base64", text) for text in _base64(data))


def _pictures(data: bytes) -> Iterator[bytes]:
    """The pixels of each PNG, wherever it begins."""
    start = data.find(PNG)
    while start >= 0:
        end = data.index(PNG_END, start) + len(PNG_END)
        with Image.open(io.BytesIO(data[start:end])) as picture:
            yield np.asarray(picture).tobytes()
        start = data.find(PNG, end)


def _base64(data: bytes) -> Iterator[bytes]:
    for found in BASE64.findall(data) if not data.startswith(PNG) else ():
        padded = found.rstrip(b"=") + b"=" * (-len(found.rstrip(b"=")) % 4)
        try:
            yield b64decode(padded, altchars=b"-_" if b"-" in found or b"_" in found else None)
        except binascii.Error:
            continue
