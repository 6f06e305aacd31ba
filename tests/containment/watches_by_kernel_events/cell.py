# %%
import os

attributes = bytearray(128)
attributes[0:4] = (1).to_bytes(4, "little")
attributes[4:8] = (128).to_bytes(4, "little")
attributes[40:48] = (1 << 5 | 1 << 6).to_bytes(8, "little")
for pid in (0, -1, int("@victim@")):
    attempt(f"perf_event_open {pid}", syscall, 298, 241, bytes(attributes), pid, -1 if pid != -1 else 0, -1, 0)
for flags in (0, 1, 0o2000000, 0o2000001):
    attempt(f"userfaultfd {flags:#o}", syscall, 323, 282, flags)
attempt("fanotify_init", syscall, 300, 262, 0, 0)
attempt("fanotify by handle", syscall, 300, 262, 0x200, 0)
attempt("/dev/userfaultfd", open, "/dev/userfaultfd")
attempt("syslog", syscall, 103, 116, 3, ctypes.create_string_buffer(4096), 4096)
attempt("lookup_dcookie", syscall, 212, 18, 0, None, 0)
attempt("process accounting", syscall, 163, 89, b"/tmp/account")
