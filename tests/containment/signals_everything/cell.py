# %%
import os
import signal

own = {int(name) for name in os.listdir("/proc/self/task")}
others = [-1, int("@victim@"), int("@pid@"), -int("@victim@"), os.getppid(), *({*range(2, 300)} - own)]
for number in (signal.SIGSTOP, signal.SIGKILL, signal.SIGTERM):
    for pid in others:
        if pid == 0:
            continue  # the parent is outside of this world, and 0 would be this group itself
        try:
            os.kill(pid, number)
        except OSError as error:
            print("held:", pid, number, error.errno)
        else:
            print("BREACH: signalled", pid, number)
print("held: no parent" if os.getppid() == 0 else "BREACH: a parent", os.getppid())
for pid in (int("@victim@"), int("@pid@")):
    attempt(f"killpg {pid}", os.killpg, pid, 9)
    attempt(f"tgkill {pid}", syscall, 234, 131, pid, pid, 9)
    attempt(f"rt_sigqueueinfo {pid}", syscall, 129, 138, pid, 9, bytes(128))
    attempt(f"pidfd_open {pid}", os.pidfd_open, pid)
    attempt(f"setpriority {pid}", os.setpriority, os.PRIO_PROCESS, pid, 19)
    attempt(f"affinity {pid}", os.sched_setaffinity, pid, {0})
