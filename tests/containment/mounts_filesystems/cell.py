# %%
import os

AT = -100
for source, target, kind, flags in (
    (b"none", b"/tmp", b"tmpfs", 0),
    (b"none", b"/proc", b"proc", 0),
    (b"none", b"/sys", b"sysfs", 0),
    (b"/", b"/tmp", None, 0x1000),
    (b"none", b"/usr", None, 0x1020),
    (b"none", b"/", None, 0x1020),
    (b"none", b"/dev", None, 0x1020),
    (b"/dev/sda1", b"/tmp", b"ext4", 0),
    (b"overlay", b"/tmp", b"overlay", 0),
):
    attempt(f"mount {target} {kind} {flags:#x}", syscall, 165, 40, source, target, kind, flags, None)
for target in (b"/proc", b"/tmp", b"/home/learner", b"/dev", b"/data"):
    attempt(f"umount {target}", syscall, 166, 39, target, 2)
attempt("pivot_root", syscall, 155, 41, b"/tmp", b"/tmp")
attempt("fsopen", syscall, 430, 430, b"tmpfs", 0)
attempt("fspick", syscall, 433, 433, AT, b"/tmp", 0)
attempt("open_tree", syscall, 428, 428, AT, b"/usr", 1)
attempt("open_tree_attr", syscall, 467, 467, AT, b"/usr", 1, None, 0)
attempt("move_mount", syscall, 429, 429, AT, b"/usr", AT, b"/tmp", 0)
attempt("mount_setattr", syscall, 442, 442, AT, b"/usr", 0, bytes(32), 32)
attempt("fsmount", syscall, 432, 432, 0, 0, 0)
attempt("statmount", syscall, 457, 457, bytes(24), ctypes.create_string_buffer(512), 512, 0)
attempt("listmount", syscall, 458, 458, bytes(24), ctypes.create_string_buffer(512), 8, 0)
print("BREACH: mount, the program" if os.system("mount -t tmpfs none /tmp 2>/dev/null") == 0 else "held: the program")
