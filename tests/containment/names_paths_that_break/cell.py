# %%
import os

PATHS = ["", "a" * 5000, "/".join(["a" * 255] * 20), "nul\0byte", b"\xff\xfe", "\ud800", "\u202e", "..\\..\\etc", "\x1b[2J", "-rf", "%s%n", "/proc/self/fd/-1", "/proc/self/task/0/mem",
         "/proc/self/root/proc/self/root/proc/1/root/etc/shadow", b"/etc/shadow\0.txt", "//etc//shadow", "/../etc/shadow", 2**31]
for path in PATHS:
    for action in (os.listdir, os.readlink, os.stat, lambda path: open(path, "rb").read()):
        attempt(f"{str(path)[:30]!a}", action, path)
attempt("a null pointer", lambda: checked(libc.open(None, 0)))
attempt("a pointer to nowhere", lambda: checked(libc.open(ctypes.c_void_p(1), 0)))
os.mkdir(b"/tmp/\xff\xfe")
os.mkdir("/tmp/\u202egnp.exe\x1b[31m")
print(ascii(sorted(os.listdir("/tmp"))))
