# %%
import os

GIVEN = {
    "PATH", "HOME", "USER", "LANG", "CUDA_VISIBLE_DEVICES", "MALLOC_ARENA_MAX", "PYTHONDONTWRITEBYTECODE",
    "PYTHONHASHSEED", "PYTHONPATH", "TFDS_DATA_DIR", "COURSE_DATA", "MPLBACKEND", "PWD", "LC_CTYPE",
}
SECRETS = ("GRADER", "TOKEN", "SECRET", "PASS", "SSH", "SUDO", "AWS", "GITHUB", "CREDENTIAL", "PROXY", "DISPLAY")


def strange(names):
    return [name for name in names if any(word in name.upper() for word in SECRETS)]


libc.getenv.restype = ctypes.c_char_p
environ = ctypes.POINTER(ctypes.c_char_p).in_dll(libc, "environ")
native = []
while environ[len(native)]:
    native.append(environ[len(native)].decode().split("=")[0])
block = [line.split(b"=")[0].decode() for line in open("/proc/self/environ", "rb").read().split(b"\0") if line]
for where, names in {"os.environ": os.environ, "libc": native, "/proc": block}.items():
    print("BREACH:" if strange(names) else "held: no secret in", where, strange(names))
more = [name for name in block if name not in GIVEN and not name.startswith(("TF_", "OMP_", "OPENBLAS_"))]
print("BREACH: it was given more than was meant:" if more else "held: nothing else was given", more)
