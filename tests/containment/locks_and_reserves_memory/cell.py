# %%
import os
import resource

attempt("mlockall", lambda: checked(libc.mlockall(3)))
page = ctypes.create_string_buffer(1 << 20)
attempt("mlock", lambda: checked(libc.mlock(page, 1 << 20)))
for name in ("DATA", "AS", "FSIZE", "NOFILE", "CORE", "MEMLOCK", "NPROC", "CPU", "MSGQUEUE", "SIGPENDING", "RTPRIO", "NICE"):
    kind = getattr(resource, f"RLIMIT_{name}", None)
    if kind is not None:
        soft, hard = resource.getrlimit(kind)
        if hard == resource.RLIM_INFINITY:
            print("BREACH: no limit:", name)
        attempt(f"raise {name}", resource.setrlimit, kind, (hard, hard + 1))
        attempt(f"remove {name}", resource.setrlimit, kind, (hard, resource.RLIM_INFINITY))
        attempt(f"another's {name}", resource.prlimit, int("@victim@"), kind, (1, 1))
attempt("real time", os.sched_setscheduler, 0, os.SCHED_FIFO, os.sched_param(1))
attempt("a higher priority", os.setpriority, os.PRIO_PROCESS, 0, -5)
attempt("deadline", syscall, 314, 274, 0, (48).to_bytes(4, "little") + (6).to_bytes(4, "little") + bytes(16) + (10**7).to_bytes(8, "little") * 3, 0)
attempt("real-time disk", syscall, 251, 30, 1, 0, (1 << 13) | 0)
