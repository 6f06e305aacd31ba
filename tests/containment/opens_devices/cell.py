# %%
import os
import stat

for name, kind, major, minor in (("disk", stat.S_IFBLK, 8, 0), ("virtual disk", stat.S_IFBLK, 254, 0), ("memory", stat.S_IFCHR, 1, 1), ("kernel log", stat.S_IFCHR, 1, 11), ("console", stat.S_IFCHR, 5, 1)):
    for place in ("/tmp", "/home/learner", "/dev/shm", "/dev"):
        attempt(f"mknod {place} {name}", os.mknod, f"{place}/{name}", kind | 0o666, os.makedev(major, minor))
HARMLESS = {"null", "zero", "full", "random", "urandom", "tty", "ptmx", "console", "core", "fd", "stdin", "stdout", "stderr", "pts", "shm"}
strange = set(os.listdir("/dev")) - HARMLESS
print("BREACH: devices" if strange else "held: only harmless devices", strange)
for name in ("sda", "vda", "mem", "kmem", "port", "kmsg", "kvm", "fuse", "net/tun", "loop0", "loop-control", "dri/card0", "snd/seq", "input/event0", "tty0", "tty1", "console", "hpet", "cpu/0/msr", "mapper/control", "uinput"):
    attempt(f"open /dev/{name}", os.open, f"/dev/{name}", os.O_RDWR)
for path in ("/proc/kcore", "/proc/kmsg", "/proc/vmcore", "/sys/firmware", "/sys/kernel/debug", "/proc/kpagecount"):
    attempt(f"open {path}", os.open, path, os.O_RDONLY)
