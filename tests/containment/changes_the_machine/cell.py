# %%
import os
import time

attempt("clock_settime", time.clock_settime, time.CLOCK_REALTIME, 0)
attempt("settimeofday", syscall, 164, 170, bytes(16), None)
attempt("adjtimex", syscall, 159, 171, (1).to_bytes(4, "little") + bytes(204))
attempt("sethostname", syscall, 170, 161, b"mine", 4)
attempt("setdomainname", syscall, 171, 162, b"mine", 4)
attempt("reboot", syscall, 169, 142, 0xFEE1DEAD, 672274793, 0x01234567, None)
attempt("swapon", syscall, 167, 224, b"/tmp/swap", 0)
attempt("swapoff", syscall, 168, 225, b"/dev/vda2")
attempt("quotactl", syscall, 179, 60, 0, b"/dev/vda", 0, None)
attempt("vhangup", syscall, 153, 58)
attempt("iopl", syscall, 172, None, 3)
attempt("ioperm", syscall, 173, None, 0, 1024, 1)
attempt("sysctl", syscall, 156, None, bytes(64))
attempt("nfsservctl", syscall, 180, 42, 0, None, None)
print("held: the name is the sandbox's" if os.uname().nodename == "sandbox" else "BREACH: the host's name", os.uname().nodename)
