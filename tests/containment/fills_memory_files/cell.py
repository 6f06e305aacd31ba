# %%
import os

PIECE = bytes(2**20)


def fill(make):
    descriptors = [make() for _ in range(40)]
    total = 0
    for descriptor in descriptors:
        try:
            while True:
                total += os.write(descriptor, PIECE)
        except OSError as error:
            refused = error
        if total > 900 << 20:
            return f"{total >> 20} MiB"
    raise MemoryError(f"{total >> 20} MiB, then {refused!r}")


def removed(place):
    path = f"{place}/{os.urandom(4).hex()}"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT)
    os.remove(path)
    return descriptor


attempt("memfd", fill, lambda: os.memfd_create("x"))
attempt("memfd by number", fill, lambda: syscall(319, 279, b"x", 0))
attempt("huge memfd", syscall, 319, 279, b"x", 4)
for place in ("/tmp", "/dev/shm", "/home/learner"):
    attempt(f"unnamed in {place}", fill, lambda place=place: os.open(place, os.O_TMPFILE | os.O_RDWR))
    attempt(f"removed from {place}", fill, lambda place=place: removed(place))
