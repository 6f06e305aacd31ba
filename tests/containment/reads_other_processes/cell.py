# %%
import os

PIDS = [*range(2, 400), int("@pid@"), int("@victim@"), os.getppid()]
own = {int(name) for name in os.listdir("/proc/self/task")}
seen = [name for name in os.listdir("/proc") if name.isdigit() and name != str(os.getpid())]
print("BREACH: processes can be seen:" if seen else "held: no process but this one,", seen)
for pid in set(PIDS) - own:
    for name in ("environ", "cmdline", "maps", "mem", "stack", "syscall", "fd/0", "root/etc/passwd", "cwd/x", "exe"):
        try:
            open(f"/proc/{pid}/{name}", "rb").read(64)
        except FileNotFoundError:
            continue
        except OSError as error:
            print("held:", pid, name, error)
        else:
            print("BREACH: read", pid, name)
