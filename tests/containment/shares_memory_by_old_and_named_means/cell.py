# %%
import os

KEY = 0x67726164
attempt("shmget", syscall, 29, 194, KEY, 4096, 0o1666)
attempt("shmat", syscall, 30, 196, 0, None, 0)
attempt("semget", syscall, 64, 190, KEY, 1, 0o1666)
attempt("msgget", syscall, 68, 186, KEY, 0o1666)
attempt("mq_open", syscall, 240, 180, b"mark", 0o102, 0o666, None)
attempt("mq_unlink", syscall, 241, 181, b"mark")
for kind in ("shm", "sem", "msg"):
    path = f"/proc/sysvipc/{kind}"
    lines = open(path).read().splitlines()[1:] if os.path.exists(path) else []
    print("BREACH: of another's" if lines else "held: none of", kind, lines)
