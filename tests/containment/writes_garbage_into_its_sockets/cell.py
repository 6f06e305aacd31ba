# %%
import os
import random
import socket

random.seed(7)
GARBAGE = [
    b"GET / HTTP/1.1\r\n\r\n",
    b"\xff" * 4096,
    b"\x03" + b"\xff" * 8,
    b"\x02" + (2**63 - 1).to_bytes(8, "big") + b"x",
    b"\x04\x00" * 1000,
    b"\x00\x00" * 5000,
    random.randbytes(65536),
]

written = 0
for connection in sockets():
    connection.setblocking(False)
    for piece in GARBAGE:
        try:
            written += connection.send(piece)
        except OSError:
            break
print("wrote", written)

# %%
print("the next cell")
