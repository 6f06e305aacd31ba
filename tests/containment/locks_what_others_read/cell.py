# %%
import fcntl
import os

F_SETLEASE, F_NOTIFY = 1024, 1026
for path in ("/usr/bin/true", os.__file__, "/data", "/etc/ld.so.cache"):
    descriptor = os.open(path, os.O_RDONLY)
    attempt(f"flock {path}", fcntl.flock, descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    attempt(f"a write lock {path}", fcntl.lockf, descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    attempt(f"a lease {path}", fcntl.fcntl, descriptor, F_SETLEASE, fcntl.F_RDLCK)
    attempt(f"a watch {path}", fcntl.fcntl, descriptor, F_NOTIFY, 2)
attempt("inotify", syscall, 294, 26, 0)
attempt("set times", os.utime, "/usr/bin/true")
attempt("an attribute", os.setxattr, "/usr/bin/true", "user.mark", b"1")
