# %%
import os

PIDS = (int("@victim@"), int("@pid@"), 1, 2)
buffer = ctypes.create_string_buffer(64)
vector = ctypes.create_string_buffer(ctypes.addressof(buffer).to_bytes(8, "little") + (64).to_bytes(8, "little"))
for pid in PIDS:
    for request in (16, 0x4206):
        attempt(f"ptrace {request:#x} {pid}", syscall, 101, 117, request, pid, None, None)
    attempt(f"process_vm_readv {pid}", syscall, 310, 270, pid, vector, 1, vector, 1, 0)
    attempt(f"process_vm_writev {pid}", syscall, 311, 271, pid, vector, 1, vector, 1, 0)
    attempt(f"kcmp {pid}", syscall, 312, 272, pid, os.getpid(), 0, 0, 0)
pidfd = os.pidfd_open(os.getpid())
attempt("pidfd_getfd", syscall, 438, 438, pidfd, 0, 0)
attempt("process_madvise", syscall, 440, 440, pidfd, vector, 1, 20, 0)
attempt("ptrace traceme", in_child, syscall, 101, 117, 0, 0, None, None)
