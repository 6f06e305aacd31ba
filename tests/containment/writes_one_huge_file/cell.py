# %%
import os
import shutil

HUGE = 1 << 30
file = os.open("/home/learner/huge", os.O_RDWR | os.O_CREAT)
attempt("truncate", os.ftruncate, file, HUGE)
attempt("reserve", os.posix_fallocate, file, 0, HUGE)
attempt("write far off", os.pwrite, file, b"x", HUGE)
attempt("truncate past everything", os.ftruncate, file, (1 << 62))


def write():
    for _ in range(64):
        os.write(file, bytes(1 << 20))
    return os.fstat(file).st_size


attempt("write", write)
source = os.open("/dev/zero", os.O_RDONLY)


def send():
    sent = 0
    while sent < HUGE:
        sent += os.sendfile(file, source, None, 1 << 20) or 1 / 0
    return sent


attempt("send", send)
attempt("copy", lambda: shutil.copyfileobj(open("/dev/zero", "rb"), open("/tmp/copy", "wb"), 1 << 20))
print("held: no larger than", os.fstat(file).st_size >> 20)
