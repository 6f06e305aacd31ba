# %%
import fcntl
import os
import signal

reader, writer = os.pipe()
for pid in (int("@victim@"), int("@pid@"), 398, 399):
    for sign in (pid, -pid):
        attempt(f"F_SETOWN {sign}", fcntl.fcntl, reader, fcntl.F_SETOWN, sign)
    attempt(f"F_SETOWN_EX {pid}", fcntl.fcntl, reader, 15, (1).to_bytes(4, "little") + pid.to_bytes(4, "little"))
    attempt(f"timer for thread {pid}", syscall, 222, 107, 0, (0).to_bytes(8, "little") + (9).to_bytes(4, "little") + (4).to_bytes(4, "little") + pid.to_bytes(4, "little") + bytes(44), bytes(8))
attempt("a terminal's group", lambda: os.tcsetpgrp(os.open("/dev/tty", os.O_RDWR), 1))
master, slave = os.openpty()
attempt("another's process group to a terminal", fcntl.ioctl, slave, 0x5410, int("@victim@").to_bytes(4, "little"))
attempt("another's session", os.getsid, int("@victim@"))
attempt("another's group", os.setpgid, 0, int("@victim@"))
