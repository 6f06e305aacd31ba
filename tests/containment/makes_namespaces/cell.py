# %%
import os
import signal

KINDS = {"user": 0x10000000, "mount": 0x20000, "pid": 0x20000000, "net": 0x40000000, "ipc": 0x8000000,
         "uts": 0x4000000, "cgroup": 0x2000000, "time": 0x80}
for name, flag in KINDS.items():
    attempt(f"unshare {name}", in_child, syscall, 272, 97, flag)
    attempt(f"unshare user and {name}", in_child, syscall, 272, 97, flag | 0x10000000)
    if name != "time":
        child = attempt(f"clone {name}", syscall, 56, 220, flag | signal.SIGCHLD, None, None, None, None)
        if child == 0:
            os._exit(0)
# struct clone_args: flags first, exit_signal fifth
arguments = (0x10000000).to_bytes(8, "little") + bytes(24) + (17).to_bytes(8, "little") + bytes(48)
child = attempt("clone3 user", syscall, 435, 435, arguments, len(arguments))
if child == 0:
    os._exit(0)
for name in ("user", "mnt", "pid", "net", "ipc", "uts", "cgroup", "time"):
    try:
        descriptor = os.open(f"/proc/self/ns/{name}", os.O_RDONLY)
    except OSError as error:
        print("held:", error)
        continue
    attempt(f"setns {name}", in_child, syscall, 308, 268, descriptor, 0)
print("BREACH: unshare, the program" if os.system("unshare --user --map-root-user true 2>/dev/null") == 0 else "held: the program")
