# %%
import base64
import struct
import zlib

from IPython.display import display

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def show(data):
    display({"image/png": data if isinstance(data, str) else base64.b64encode(data).decode(), "text/plain": "picture"}, raw=True)


def picture(width, height, *more):
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    lines = zlib.compress(bytes(min(height, 100) * (min(width, 100) + 1)))
    return SIGNATURE + chunk(b"IHDR", head) + b"".join(more) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


show('x"><script>alert(1)</script>')
show('" onerror="alert(1)')
show("data:text/html,<script>alert(1)</script>")
show(b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>")
show(b"<html><script>alert(1)</script></html>")
show(SIGNATURE)
show(SIGNATURE + b"<script>alert(1)</script>")
show("")
show("=" * 100)
show("é" * 100)
show("A" * 3_000_000)

# %%
show(picture(2**31 - 1, 2**31 - 1))
show(picture(65_535, 65_535))
show(picture(0, 0))
show(picture(2, 2, chunk(b"tEXt", b"Comment\0<script>alert(1)</script>"), chunk(b"zTXt", b"x\0\0" + zlib.compress(bytes(10**7)))))
show(picture(2, 2) + b"<script>alert(1)</script>")
show(picture(2, 2).replace(b"IHDR", b"ihdr"))
