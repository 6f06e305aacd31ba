# %%
import io
import os
import tarfile
import zipfile

import numpy as np

buffer = io.BytesIO()
with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
    archive.writestr("zeros", bytes(32 * 2**20))
bomb = buffer.getvalue()
print(len(bomb), "bytes hold 32 MiB")
with zipfile.ZipFile("model.keras", "w") as archive:
    for number in range(100):
        archive.writestr(f"../../../../tmp/escaped{number}", bomb)
    archive.writestr("/etc/passwd", "root::0:0::/:/bin/sh")
    archive.writestr("config.json", '{"module": "os", "class_name": "system", "config": {"command": "touch @host@/ran"}}')
with tarfile.open("data.tar", "w") as archive:
    link = tarfile.TarInfo("out")
    link.type, link.linkname = tarfile.SYMTYPE, "@host@"
    archive.addfile(link)
    archive.addfile(tarfile.TarInfo("out/planted"))
header = b"\x93NUMPY\x01\x00" + (118).to_bytes(2, "little")
huge = b"{'descr': '<f8', 'fortran_order': False, 'shape': (1099511627776,), }"
open("output.npy", "wb").write(header + huge.ljust(117) + b"\n")
os.link("model.keras", "weights.npz")

# %%
try:
    print("BREACH: loaded", np.load("output.npy").nbytes)
except (MemoryError, ValueError) as error:
    print("held:", repr(error)[:80])
output = open("model.keras", "rb").read()
